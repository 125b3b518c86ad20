//! Tests of `.github/workflows/pages.yml`, which no other check reads.

use crate::root;
use yaml_rust2::{Yaml, YamlLoader};

fn workflow() -> Yaml {
    let text = fs_err::read_to_string(root().join(".github/workflows/pages.yml")).unwrap();
    YamlLoader::load_from_str(&text).unwrap().remove(0)
}

/// The steps of a job that have a key which starts with this text.
fn steps<'a>(job: &'a Yaml, key: &str, start: &str) -> Vec<&'a Yaml> {
    let has = |step: &&Yaml| step[key].as_str().is_some_and(|value| value.starts_with(start));
    job["steps"].as_vec().unwrap().iter().filter(has).collect()
}

/// The permissions of a workflow or a job, such as `pages: write`.
fn permissions(of: &Yaml) -> Vec<String> {
    let all = of["permissions"].as_hash().unwrap().iter();
    all.map(|(name, value)| format!("{}: {}", name.as_str().unwrap(), value.as_str().unwrap())).collect()
}

#[test]
fn publishes_what_the_build_makes_for_this_address() {
    let workflow = workflow();
    let (build, deploy) = (&workflow["jobs"]["build"], &workflow["jobs"]["deploy"]);
    let [pages] = steps(build, "uses", "actions/configure-pages@")[..] else { panic!("one configure-pages") };
    let [run] = steps(build, "run", "cargo xtask build")[..] else { panic!("one build") };
    let address = format!("${{{{ steps.{}.outputs.base_url }}}}", pages["id"].as_str().unwrap());
    assert_eq!(run["env"]["SITE_URL"].as_str(), Some(&*address));
    let [upload] = steps(build, "uses", "actions/upload-pages-artifact@")[..] else { panic!("one upload") };
    assert_eq!(root().join(upload["with"]["path"].as_str().unwrap()), crate::build::dist());

    assert_eq!(deploy["needs"].as_str(), Some("build"));
    let [deployment] = steps(deploy, "uses", "actions/deploy-pages@")[..] else { panic!("one deployment") };
    let address = format!("${{{{ steps.{}.outputs.page_url }}}}", deployment["id"].as_str().unwrap());
    assert_eq!(deploy["environment"]["url"].as_str(), Some(&*address));
    assert_eq!(deploy["environment"]["name"].as_str(), Some("github-pages"));
}

#[test]
fn may_do_no_more_than_it_needs() {
    let workflow = workflow();
    assert_eq!(permissions(&workflow), ["contents: read"]);
    assert_eq!(permissions(&workflow["jobs"]["build"]), ["contents: read", "pages: read"]);
    assert_eq!(permissions(&workflow["jobs"]["deploy"]), ["pages: write", "id-token: write"]);
    for job in workflow["jobs"].as_hash().unwrap().values() {
        let others = steps(job, "uses", "").len() - steps(job, "uses", "actions/").len();
        assert_eq!(others, 0, "an action that is not GitHub's own");
    }
}

#[test]
fn finishes_one_deployment_before_the_next() {
    let concurrency = &workflow()["concurrency"];
    assert_eq!(concurrency["group"].as_str(), Some("pages"));
    assert_eq!(concurrency["cancel-in-progress"].as_bool(), Some(false));
}

#[test]
fn has_the_node_that_the_project_needs() {
    let workflow = workflow();
    let [node] = steps(&workflow["jobs"]["build"], "uses", "actions/setup-node@")[..] else { panic!("one setup-node") };
    assert!(node["with"]["node-version"].as_i64().unwrap() >= i64::from(crate::system::NODE_FOR_PLAYWRIGHT));
}
