# Debian, not Alpine: the embedded PostgreSQL needs glibc.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN node bin/build.js && node bin/build-pages.js && npm prune --omit=dev --ignore-scripts

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3030 DATA_DIR=/data
WORKDIR /app
COPY --from=build /app ./
# Owned by the server's user before it becomes a volume, so that a fresh one is too.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3030
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The server itself, not npm: it hears SIGTERM and drains. Init reaps what outlives its parent.
STOPSIGNAL SIGTERM
CMD ["node", "--max-semi-space-size=64", "--enable-source-maps", "dist/main.js"]
