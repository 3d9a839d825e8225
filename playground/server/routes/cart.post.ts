/** The cart's forms without scripts: `code` adds a product, `remove` takes an entry out, `entry` changes one. */
export default defineEventHandler(async (event) => {
  const { code, quantity = '1', entry, remove } = await readForm(event)
  const { sapcc } = useServerSdk(event)
  const wanted = Math.min(99, Math.max(1, Math.trunc(Number(quantity)) || 1))
  try {
    if (code) await sapcc.createCartEntry({ orderEntry: { product: { code }, quantity: wanted } })
    else if (remove) await sapcc.removeCartEntry({ entryNumber: Number(remove) })
    else if (entry) await sapcc.updateCartEntry({ entryNumber: Number(entry), orderEntry: { quantity: wanted } })
  }
  catch (error) {
    return await seeOther(event, '/cart', { error: typeOf(error) })
  }
  return await seeOther(event, '/cart')
})
