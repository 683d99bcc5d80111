# One image for every program of Twinstep: Node 24 runs the TypeScript as it is. The command chooses the program:
#   api/main.ts (the default), worker/main.ts, worker/warehouse.ts, store/seed-command.ts

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The Temporal SDK comes with its native library for every platform: only this one's is kept.
RUN npm ci --omit=dev \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-*-linux-*" -exec rm -r {} +
COPY workflows workflows
COPY activities activities
COPY store store
COPY client client
COPY worker worker
COPY api api
RUN node --input-type=module --eval \
  "import { buildWorkflowBundle } from './worker/bundle.ts'; await buildWorkflowBundle('workflow-bundle.js')"

FROM node:24-slim
# TLS to Temporal Cloud and MongoDB Atlas is checked against the system's certificates.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production WORKFLOW_BUNDLE=/app/workflow-bundle.js
WORKDIR /app
COPY --from=build /app ./
USER node
EXPOSE 3000
ENTRYPOINT ["node"]
CMD ["api/main.ts"]
