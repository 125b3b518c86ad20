/** Accounts in our memory store, compiled to WebAssembly: `build` is its folder, `setup` is one of `WebAccounts`' own. */
export default async function accounts({ build, setup }, streams) {
  const module = `./${build}/event_sourcing_lab_bench.js`;
  const { default: init, WebAccounts } = await import(module);
  await init();
  return new WebAccounts(setup, streams);
}
