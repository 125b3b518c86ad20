/** Accounts in our memory store, compiled to WebAssembly: `build` is its folder, `setup` is one of `WebAccounts`' own. */
export default async function accounts({ build, setup }, streams) {
  const { WebAccounts } = await compiled(build);
  return new WebAccounts(setup, streams);
}

/** The page's lab with one account of so many events. */
export async function lab({ build, events }) {
  const { WebLab } = await compiled(build);
  return new WebLab(events);
}

async function compiled(build) {
  // By a variable: the bundler would look for what a text names.
  const address = `./${build}/event_sourcing_lab_bench.js`;
  const module = await import(address);
  await module.default();
  return module;
}
