// #[bulkhead(mx = 10)]
// #[retry(jitter = half)]
// #[timeout(5)]
// async fn load(id: u32) -> Result<Order, Error> { find(id).await }

::core::compile_error!(
    "unknown `bulkhead` setting `mx`, did you mean `max`? expected one of: `name`, `max`, `wait`, `queue`, `crate`",
)
::core::compile_error!("`jitter` must be one of: `full`, `equal`, `decorrelated`")
::core::compile_error!(
    "`timeout` needs a unit, write `5ms` or `5s`; units are `ns`, `us`, `ms`, `s`, `m`, `h`, `d`",
)
async fn load(id: u32) -> Result<Order, Error> {
    #[allow(unused_imports)]
    use {retry as _, timeout as _};
    { find(id).await }
}
