//! The code that is generated from the list of policies.

/// Generates what each line of the list stands for. A line is
///
/// ```text
/// "kind": lookup function, list function = folder, handle, snapshot;
/// ```
macro_rules! policies {
    ($($kind:literal: $one:ident, $all:ident = $($folder:ident)::+, $policy:ident, $snapshot:ident;)*) => {
        use once_cell::sync::Lazy;

        use super::kind::{EachOf, Kind};
        use crate::observe::conflict::{Conflict, Conflicts};
        use crate::registry::{SitesOf, Policy, Registered, Registry, Site, Sites};
        $(use crate::{$policy, $snapshot};)*

        // A registry keeps many handles.
        $(const _: () = assert!(
            size_of::<$policy>() == size_of::<usize>(),
            "the handle of a policy is one pointer"
        );)*

        /// Every kind of policy, in the order of the list.
        pub(crate) static KINDS: &[&dyn Kind] = &[$(&EachOf::<$policy>::NEW),*];

        /// The metrics of every kind of policy.
        #[cfg(feature = "metrics")]
        pub(crate) const POLICY_METRICS: &[&[crate::observe::metrics::Metric]] =
            &[$(crate::policies::$($folder)::+::METRICS),*];

        $(
            impl Registered for $policy {
                fn declare(
                    site: &'static Site<Self>,
                    function: &'static str,
                    sites: &mut Sites,
                ) {
                    sites.add(function, site);
                }

                fn quiet_registry() -> &'static Registry<Self> {
                    static REGISTRY: Lazy<Registry<$policy>> = Lazy::new(|| {
                        let sites: SitesOf<$policy> = Sites::linked().of();
                        Registry::of(sites)
                    });
                    &REGISTRY
                }

                #[cold]
                fn of_site(site: &Site<Self>, function: &'static str) -> Self {
                    // Making the registry declares every site that was collected at link time.
                    let registry = Self::registry();
                    let policy = registry.of_site(site, function);
                    registry.report_conflicts();
                    policy
                }
            }

            #[doc = concat!("Returns the ", $kind, " named `name`.")]
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("# use resilience_runtime::{registry, ", stringify!($policy), "};")]
            #[doc = concat!("let built = ", stringify!($policy), "::builder(\"looked up\").build();")]
            #[doc = concat!("let found = registry::", stringify!($one), "(\"looked up\").unwrap();")]
            /// assert_eq!(found.name(), built.name());
            /// ```
            pub fn $one(name: &str) -> Option<$policy> {
                $policy::registry().get(name)
            }

            #[doc = concat!("Returns every ", $kind, ", sorted by name.")]
            ///
            /// Policies of functions that were not called yet are among them.
            ///
            /// # Examples
            ///
            /// ```
            #[doc = concat!("# use resilience_runtime::{registry, ", stringify!($policy), "};")]
            #[doc = concat!("let _built = ", stringify!($policy), "::builder(\"listed\").build();")]
            #[doc = concat!("let all = registry::", stringify!($all), "();")]
            /// assert!(all.iter().any(|it| it.name() == "listed"));
            /// ```
            pub fn $all() -> Vec<$policy> {
                $policy::registry().all()
            }
        )*

        /// The site constructors that the expansion of each attribute calls. They are not methods of
        /// `Site`, because rustc takes longer to resolve those.
        pub(crate) mod sites {
            $(
                #[allow(missing_docs)]
                pub mod $one {
                    pub use crate::policies::$($folder)::+::Settings;

                    use crate::$policy;
                    use crate::registry::{Policy, Site};

                    /// The settings of a site that gives none.
                    pub const DEFAULT: Settings = <$policy as Policy>::DEFAULT;

                    /// A site that names its policy and gives no settings.
                    #[track_caller]
                    pub const fn join(name: &'static str) -> Site<$policy> {
                        Site::join(name, DEFAULT)
                    }

                    /// A site that names its policy and gives its settings.
                    #[track_caller]
                    pub const fn define(name: &'static str, settings: Settings) -> Site<$policy> {
                        Site::define(name, settings)
                    }

                    /// A site whose policy belongs to its function alone.
                    #[track_caller]
                    pub const fn own(settings: Settings) -> Site<$policy> {
                        Site::own(settings)
                    }
                }
            )*
        }

        /// Every policy of the process; made by [`snapshot`].
        ///
        /// With the feature `serde` it can be serialized. Field names are those of the structs; states
        /// are in snake case, durations in seconds, rates of a window are fractions of one. A duration
        /// without end, as `retry_after` of a breaker that is forced open, is null: its `state` says
        /// why.
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize))]
        #[non_exhaustive]
        pub struct Snapshot {
            $(
                #[doc = concat!("Every ", $kind, ", sorted by name.")]
                pub $all: Vec<$snapshot>,
            )*
            /// The conflicts that [`validate`] reports.
            pub conflicts: Vec<Conflict>,
        }

        /// Returns the figures and settings of every policy, also of functions not called yet.
        ///
        /// One policy is read after the other, each at one moment; reading changes nothing.
        ///
        /// # Examples
        ///
        /// ```
        /// # use resilience_runtime::{registry, CircuitBreaker, CircuitState};
        /// CircuitBreaker::builder("tolls").threshold(4).build().force_open();
        /// let snapshot = registry::snapshot();
        /// let tolls = snapshot.circuit_breakers.iter().find(|it| it.name == "tolls").unwrap();
        /// assert_eq!(tolls.state, CircuitState::ForcedOpen);
        /// assert_eq!(tolls.settings, "threshold = 4, cooldown = 30s, probes = 3");
        /// ```
        pub fn snapshot() -> Snapshot {
            Snapshot {
                $($all: $all().iter().map(Policy::snapshot).collect(),)*
                conflicts: validate().err().map_or_else(Vec::new, Conflicts::into_vec),
            }
        }

        /// Checks that every name has one set of settings, with every setting that it needs.
        ///
        /// Call it where the service starts.
        ///
        /// # Errors
        ///
        /// [`Conflicts`], with every [`Conflict`] and the places in the source that it is between.
        ///
        /// # Examples
        ///
        /// ```
        /// # use resilience_runtime::registry;
        /// fn main() -> Result<(), Box<dyn std::error::Error>> {
        ///     registry::validate()?;
        ///     Ok(())
        /// }
        /// ```
        pub fn validate() -> Result<(), Conflicts> {
            let conflicts = KINDS.iter().flat_map(|kind| kind.conflicts());
            Conflicts::check(conflicts.collect())
        }
    };
}

pub(super) use policies;
