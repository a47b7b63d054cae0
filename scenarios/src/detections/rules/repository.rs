//! Where rules are published, as `owner/repository/path` (facts 0).

/// elastic/detection-rules.
macro_rules! elastic {
    ($($file:literal),+) => {
        concat!("elastic/detection-rules/rules/integrations/okta/", $($file),+, ".toml")
    };
}

/// SigmaHQ/sigma.
macro_rules! sigma {
    ($file:literal) => {
        concat!("SigmaHQ/sigma/rules/identity/okta/", $file, ".yml")
    };
}

/// panther-labs/panther-analysis.
macro_rules! panther {
    ($file:literal) => {
        concat!("panther-labs/panther-analysis/rules/", $file, ".py")
    };
}

/// `splunk/security_content`.
macro_rules! splunk {
    ($file:literal) => {
        concat!("splunk/security_content/detections/application/", $file, ".yml")
    };
}

/// chronicle/detection-rules.
macro_rules! chronicle {
    ($($file:literal),+) => {
        concat!("chronicle/detection-rules/rules/community/okta/", $($file),+, ".yaral")
    };
}

/// okta/customer-detections.
macro_rules! okta {
    ($file:literal) => {
        concat!("okta/customer-detections/detections/", $file, ".yml")
    };
}

/// Azure/Azure-Sentinel.
macro_rules! sentinel {
    ($file:literal) => {
        concat!(
            "Azure/Azure-Sentinel/Solutions/Okta Single Sign-On/Analytic Rules/",
            $file,
            ".yaml"
        )
    };
}

pub(super) use {chronicle, elastic, okta, panther, sentinel, sigma, splunk};
