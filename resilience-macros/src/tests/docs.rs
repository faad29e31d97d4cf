//! The docs of an attribute list all of its settings.

use std::fs;
use std::path::Path;

use crate::policies;

#[test]
fn every_setting_of_an_attribute_is_in_its_docs() {
    for attribute in policies::ALL {
        let name = attribute.name();
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("docs")
            .join(format!("{name}.md"));
        let docs = fs::read_to_string(&path).expect("an attribute has docs");
        for setting in attribute.schema.settings {
            let key = setting.key;
            let written = [format!("    {key} = "), format!("    {key}(")];
            assert!(
                written.iter().any(|it| docs.contains(it)),
                "`{key}` is not in `docs/{name}.md`"
            );
        }
    }
}
