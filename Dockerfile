# docker build -t understudy . && docker run -p 4010:4010 understudy

FROM node:22-bookworm-slim AS build
WORKDIR /app

# Without a prebuilt binary, better-sqlite3 is compiled against the headers that come with Node.js. tini is for the image below.
RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 make g++ tini \
  && rm -rf /var/lib/apt/lists/*

COPY package.json package-lock.json ./
RUN npm_config_nodedir=$(node -p "path.resolve(process.execPath, '../..')") npm ci --no-audit --no-fund

COPY tsconfig.json ./
COPY src src
COPY schemas schemas
COPY seeds seeds
COPY tools tools
# Source maps are for developers, and half of the size.
RUN node tools/build.mjs && rm dist/bundle/*.map

# After compilation better-sqlite3 needs only lib/ and the addon. Removing SQLite's sources and object files saves over 20 MB.
RUN npm prune --omit=dev --no-audit --no-fund \
  && cd node_modules/better-sqlite3 \
  && mv build/Release/better_sqlite3.node . \
  && rm -rf build deps src \
  && mkdir -p build/Release \
  && mv better_sqlite3.node build/Release/

FROM node:22-bookworm-slim
WORKDIR /app
# As the default, not as UNDERSTUDY_DATA: where /data cannot be written, the server continues in memory.
ENV NODE_ENV=production \
  UNDERSTUDY_DEFAULT_DATA=/data \
  UNDERSTUDY_HOST=0.0.0.0

# A new volume inherits owner and mode of the folder that it is mounted at. Group 0 may write, because platforms that choose the
# user (OpenShift) run it in that group.
RUN install -d -o 1000 -g 0 -m 0775 /data
VOLUME /data

COPY --from=build /usr/bin/tini /usr/bin/
COPY --from=build /usr/share/doc/tini/copyright /usr/share/doc/tini/
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY openapi openapi
COPY --from=build /app/dist/bundle dist/bundle
COPY tools/container-entrypoint.sh /usr/local/bin/
RUN ln -s /app/dist/bundle/cli.js /usr/local/bin/understudy

# A numeric user, so that an orchestrator can verify that it is not root.
USER 1000:1000
EXPOSE 4010

# The health check finds the server whatever its port, and needs no token. The start period covers seeding a large fleet at the first start.
HEALTHCHECK --interval=5s --timeout=5s --start-period=2m --retries=3 \
  CMD ["understudy", "health"]

# As process 1, node would ignore a SIGTERM that arrives before its first statement runs. tini passes every signal on.
ENTRYPOINT ["tini", "--", "container-entrypoint.sh"]
CMD ["start"]
