import { getRequestHeader } from 'h3'

/** Signs the customer out on one device, or on all others. A form without scripts is sent back to its page. */
export default defineEventHandler(async (event) => {
  const { end = '' } = await readForm(event)
  const ended = await endDevices(event, end)
  return getRequestHeader(event, 'accept')?.includes('text/html') ? await seeOther(event, '/account/devices') : { ended }
})
