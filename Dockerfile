# The product as one image: a static binary with the portal inside.
FROM node:20-bookworm-slim AS portal
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
COPY frontend/package.json frontend/
COPY e2e/package.json e2e/
COPY openapi/sdk/typescript/package.json openapi/sdk/typescript/
RUN npm ci --omit=optional --workspace frontend --workspace openapi/sdk/typescript --include-workspace-root
COPY frontend frontend
COPY openapi/sdk/typescript openapi/sdk/typescript
COPY backend/internal/hosted/assets backend/internal/hosted/assets
RUN npm run build --workspace frontend

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.work ./
COPY sql/go.mod sql/
COPY backend/go.mod backend/go.sum backend/
RUN cd backend && go mod download
COPY sql sql
COPY backend backend
COPY --from=portal /src/backend/internal/portal/dist backend/internal/portal/dist
RUN CGO_ENABLED=0 go build -C backend -tags portal -trimpath -ldflags "-s -w" -o /alias ./cmd/alias

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home alias
COPY --from=build /alias /usr/local/bin/alias
USER alias
EXPOSE 8080
ENTRYPOINT ["alias"]
CMD ["serve"]
