// How plugins are declared, configured and found.
export { type Config, type Key, key, type Settings } from "./key.ts";
export { PluginList, type PluginState, type PluginStatus } from "./list.ts";
export {
  type Advertisement,
  type Needs,
  type Plugin,
  type PluginOptions,
  plugin,
  type Resolved,
  SkipPlugin,
  type Surroundings,
} from "./plugin.ts";
export { type Need, type SingleNeed, type Slot, slot } from "./slot.ts";
