export {
  type CdiCatalog,
  type CdiDevice,
  type CdiFile,
  type CdiProblem,
  catalogOf,
  isSpecFileName,
} from "./catalog.ts";
export {
  type CdiDeviceNode,
  type CdiDocument,
  type CdiEdits,
  type CdiHook,
  type CdiMount,
  type CdiRdt,
  parseCdiDocument,
} from "./document.ts";
export { isCdiDevice } from "./name.ts";
export { CdiRegistry, cdiDirectories, defaultCdiDirectories, withCdiDevices } from "./registry.ts";
