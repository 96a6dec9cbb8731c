# An image of nothing but copydb:
#   docker build -t copydb --build-arg VERSION="$(git describe --tags --always)" --build-arg COMMIT="$(git rev-parse HEAD)" .
#   docker run --rm copydb run --source postgres://... --target postgres://...
ARG GO=1.26.8
FROM golang:${GO}-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=unknown
ARG COMMIT=unknown
RUN make build VERSION="$VERSION" COMMIT="$COMMIT"

FROM scratch
# For servers whose certificates a public authority has signed (sslmode=verify-full).
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /src/bin/copydb /copydb
USER 65534:65534
ENTRYPOINT ["/copydb"]
