# GANZoo on Debian 12. `make deb` makes the package; then: docker build -t ganzoo .
# Nobody has built this image yet: `make released` runs these steps in a bare Debian that debootstrap makes.
FROM debian:bookworm-slim
COPY .build-release/ganzoo_*.deb /tmp/
RUN apt-get update && apt-get install -y /tmp/ganzoo_*.deb && rm -rf /tmp/ganzoo_*.deb /var/lib/apt/lists/*
RUN useradd --create-home ganzoo
USER ganzoo
WORKDIR /home/ganzoo
ENTRYPOINT ["ganzoo"]
CMD ["--help"]
