/** Ends every fault of the stand-in. */
export default defineEventHandler(async (event) => {
  await callStandIn(event, '/__sap/faults', { method: 'DELETE' })
  return { ok: true }
})
