/** What the stand-in counted, as far as the panel shows it. */
export default defineEventHandler(async event => readStats(await callStandIn(event, '/__sap/stats')))
