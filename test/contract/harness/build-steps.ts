/** Runs the steps of a build on a Nitro, and closes it also when one of them fails. */
export async function buildAndClose<Nitro extends { close: () => Promise<void> }>(nitro: Nitro, ...steps: ((nitro: Nitro) => Promise<unknown>)[]): Promise<void> {
  try {
    for (const step of steps) await step(nitro)
  }
  finally {
    await nitro.close()
  }
}
