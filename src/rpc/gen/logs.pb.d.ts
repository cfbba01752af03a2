// biome-ignore lint/suspicious/noExplicitAny: the typed module beside it gives the types
declare const root: any;
export default root;
