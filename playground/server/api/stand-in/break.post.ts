/** Makes the stand-in's authorization server answer 503, until it is mended. */
export default defineEventHandler(async (event) => {
  await callStandIn(event, '/__sap/faults', { method: 'POST', body: { target: 'token', status: 503 } })
  return { ok: true }
})
