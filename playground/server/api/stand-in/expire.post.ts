/** Makes the stand-in refuse every access token it has issued, as if its time were over. */
export default defineEventHandler(async (event) => {
  await callStandIn(event, '/__sap/expire-access-tokens', { method: 'POST' })
  return { ok: true }
})
