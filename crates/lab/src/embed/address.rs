use super::{Embed, Theme};

/// The parameters of an embed. The store and its log are among them, because an embed is always in memory: they name another place
/// than the one that it shows.
const PARAMETERS: [&str; 6] = ["embed", "panels", "readonly", "theme", "store", "log"];

/// The address of the lab at the place that the embed with this address shows. The fragment and all other parameters stay.
#[must_use]
pub fn lab_address(embed: &str) -> String {
    with_parameters(embed, &[])
}

/// The address of this embed at the place of an address.
pub(super) fn with_embed(address: &str, embed: Embed) -> String {
    let mut parameters = vec!["embed".to_owned(), format!("panels={}", embed.panels.names())];
    if embed.is_read_only {
        parameters.push("readonly".to_owned());
    }
    if embed.theme != Theme::Auto {
        parameters.push(format!("theme={}", embed.theme.name()));
    }
    with_parameters(address, &parameters)
}

/// The address with these parameters in place of those of an embed.
fn with_parameters(address: &str, parameters: &[String]) -> String {
    let at = address.find('#').unwrap_or(address.len());
    let (place, fragment) = address.split_at(at);
    let (page, query) = place.split_once('?').unwrap_or((place, ""));
    let is_of_place = |part: &&str| {
        let name = part.split('=').next().unwrap_or_default();
        !part.is_empty() && !PARAMETERS.contains(&name)
    };
    let parts: Vec<_> = query.split('&').filter(is_of_place).chain(parameters.iter().map(String::as_str)).collect();
    if parts.is_empty() { format!("{page}{fragment}") } else { format!("{page}?{}{fragment}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::lab_address;

    #[test]
    fn leads_to_the_same_place_in_the_lab() {
        for (embed, lab) in [
            ("https://a.org/lab/?embed", "https://a.org/lab/"),
            ("https://a.org/?embed=1&panels=log&readonly&v=3&theme=dark", "https://a.org/?v=3"),
            ("https://a.org/?lesson=2&embed#v1=eJy?embed&x", "https://a.org/?lesson=2#v1=eJy?embed&x"),
            ("https://a.org/?embed&store=browser&log=2", "https://a.org/"),
            ("https://a.org/?embedded=1&&panel=views", "https://a.org/?embedded=1&panel=views"),
            ("https://a.org/#", "https://a.org/#"),
        ] {
            assert_eq!(lab_address(embed), lab);
        }
    }
}
