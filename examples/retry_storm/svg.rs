//! The largest fleet as a picture: what reaches the service in the outage, and what succeeds after the
//! stall.

use std::fs;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use crate::Error;
use crate::fleet::Fleet;
use crate::outcome::Outcome;
use crate::record::Second;

type Picture<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// A line of a panel is a policy; a point, what is counted in a second.
struct Panel<'a> {
    caption: &'a str,
    x: &'a str,
    y: &'a str,
    top: u16,
    of: fn(&Outcome) -> &[Second],
    count: fn(&Second) -> u16,
}

pub(crate) fn draw(path: &Path, outcomes: &[&Outcome]) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let picture = SVGBackend::new(path, (960, 900)).into_drawing_area();
    picture.fill(&WHITE)?;
    let (upper, lower) = picture.split_vertically(450);
    let [.., fleet] = Fleet::ALL;
    Panel {
        caption: "A service that fails totally, called by 100 processes 3 times a second each",
        x: "seconds since it began to fail",
        y: "requests per second",
        // Four times the load, and some for chance.
        top: fleet.load() * 9 / 2,
        of: |outcome| &outcome.in_outage,
        count: |second| second.requests,
    }
    .draw(&upper, outcomes)?;
    Panel {
        caption: "The same fleet after a service at 80 % load has stalled for 10 s",
        x: "seconds since the stall ended",
        y: "calls per second that succeed",
        top: fleet.load() * 3 / 2,
        of: |outcome| &outcome.after_stall,
        count: |second| second.succeeded,
    }
    .draw(&lower, outcomes)?;
    picture.present()?;
    Ok(())
}

impl Panel<'_> {
    fn draw(&self, area: &Picture<'_>, outcomes: &[&Outcome]) -> Result<(), Error> {
        let last = outcomes.iter().map(|it| (self.of)(it).len()).max();
        let last = last.unwrap_or_default();
        let mut chart = ChartBuilder::on(area)
            .caption(self.caption, ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(60)
            // Beside the lines, for the legend.
            .margin_right(230)
            .build_cartesian_2d(0..last, 0..u32::from(self.top))?;
        chart
            .configure_mesh()
            .x_desc(self.x)
            .y_desc(self.y)
            .light_line_style(WHITE)
            .draw()?;
        for (index, outcome) in outcomes.iter().enumerate() {
            let color = Palette99::pick(index).stroke_width(2);
            let counts = (self.of)(outcome).iter().map(self.count);
            let points = counts.map(u32::from).enumerate();
            chart.draw_series(LineSeries::new(points, color))?;
            let y = 60 + 22 * i32::try_from(index)?;
            let (right, _) = area.dim_in_pixel();
            let x = i32::try_from(right)? - 220;
            area.draw(&PathElement::new([(x, y), (x + 20, y)], color))?;
            area.draw(&Text::new(
                outcome.name.clone(),
                (x + 28, y - 6),
                ("sans-serif", 14),
            ))?;
        }
        Ok(())
    }
}
