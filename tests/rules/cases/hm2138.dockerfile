FROM rust:1.91-slim AS build
ARG P
RUN cargo install cargo-chef
RUN cargo install --locked cargo-chef@0.1.73
RUN cargo install --version 0.1.73 cargo-chef
RUN cargo +nightly install --locked wasm-pack
RUN cargo install --path .
RUN cargo install --git https://example.com/tool --rev 0123456 tool
RUN cargo install $P
RUN cargo build --release
FROM build
#~ only HM2138
#~ 3 HM2138
#~ 4 !HM2138
#~ 5 !HM2138
#~ 6 HM2138
#~ 7 !HM2138
#~ 8 !HM2138
#~ 9 ?HM2138
#~ 10 !HM2138
