//! The data that every open page receives each second.

use std::collections::BTreeMap;

use serde::Serialize;
use tokio::time::Instant;

use super::group::Group;
use super::history::History;
use super::tile::Tile;
use crate::Name;

/// The maximum number of tiles on a page.
const TILES: usize = 500;

/// The data that every open page receives each second.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    /// Whether the page has buttons that control breakers.
    control: bool,
    /// The tiles, sorted by severity, the most severe first.
    tiles: Vec<Tile>,
    /// The number of tiles that are left out.
    hidden: usize,
    /// The conflicts between sites that declare the same name.
    conflicts: Vec<String>,
}

impl Frame {
    pub(super) fn new(
        control: bool,
        critical: &[Name],
        groups: BTreeMap<Name, Group>,
        history: &History,
        now: Instant,
        conflicts: Vec<String>,
    ) -> Self {
        let mut tiles: Vec<_> = groups
            .into_iter()
            .map(|(name, group)| {
                let recent = history.recent(&name, now, &group.counts());
                let sparkline = history.sparkline(&name);
                let is_critical =
                    group.find(|it| it.state.clone()).is_some() && critical.contains(&name);
                Tile::new(name, group, &recent, sparkline, is_critical, now)
            })
            .collect();
        // Stable: tiles of equal severity stay sorted by name.
        tiles.sort_by_key(|tile| tile.trouble);
        let hidden = tiles.len().saturating_sub(TILES);
        tiles.truncate(TILES);
        Self {
            control,
            tiles,
            hidden,
            conflicts,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_is_counted() {
        let groups = (0..TILES + 3).map(|it| (Name::from(it.to_string()), Group::default()));
        let (history, now) = (History::default(), Instant::now());
        let frame = Frame::new(false, &[], groups.collect(), &history, now, Vec::new());
        assert_eq!((frame.tiles.len(), frame.hidden), (TILES, 3));
    }
}
