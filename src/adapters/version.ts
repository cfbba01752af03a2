import { VersionService } from "../rpc/gen/version.ts";
import { type Registration, serve } from "../rpc/handler.ts";

export interface Build {
  readonly version: string;
  readonly revision: string;
}

export function versionService(build: Build): Registration {
  return serve(VersionService, {
    async version() {
      return { version: build.version, revision: build.revision };
    },
  });
}
