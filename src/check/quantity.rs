//! Kubernetes quantities, compared by what they are worth: `1000M` is `1G`, `1Gi` is not.
//! The grammar is that of apimachinery's `resource.Quantity`.

/// The value in thousand-millionths, or `None` for what is not a quantity. Smaller parts are rounded up, as Kubernetes
/// does.
#[must_use]
pub fn nano(text: &str) -> Option<i128> {
    const ONE: i128 = 1_000_000_000;
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-'))).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let factor = match suffix {
        "n" => 1,
        "u" => 1_000,
        "m" => 1_000_000,
        "" => ONE,
        "k" => ONE * 1_000,
        "M" => ONE * 1_000_000,
        "G" => ONE * 1_000_000_000,
        "T" => ONE * 1_000_000_000_000,
        "P" => ONE * 1_000_000_000_000_000,
        "E" => ONE * 1_000_000_000_000_000_000,
        "Ki" => ONE << 10,
        "Mi" => ONE << 20,
        "Gi" => ONE << 30,
        "Ti" => ONE << 40,
        "Pi" => ONE << 50,
        "Ei" => ONE << 60,
        other => ONE.checked_mul(10i128.checked_pow(other.strip_prefix(['e', 'E'])?.parse().ok()?)?)?,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = 10i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let value = digits.checked_mul(factor)?;
    Some(value / scale + i128::from(value % scale > 0))
}

/// Whether both are quantities of the same worth.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    matches!((nano(a), nano(b)), (Some(a), Some(b)) if a == b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_compare_by_worth() {
        for (a, b) in [
            ("1G", "1000M"),
            ("1Gi", "1024Mi"),
            ("0.5", "500m"),
            ("1e3", "1k"),
            ("1.5Gi", "1536Mi"),
            ("0.1n", "1n"),
            (".5", "500m"),
            ("5.", "5"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("1G", "1Gi"),
            ("1", "1k"),
            ("", ""),
            ("x", "x"),
            ("1Q", "1Q"),
            ("1e99", "1e99"),
            ("1n", "2n"),
            ("0", "1u"),
            ("1.2.3", "1.2.3"),
            ("1.-5", "1.-5"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
