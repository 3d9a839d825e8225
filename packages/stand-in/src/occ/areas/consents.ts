import { customerOf, pathValue, type Handlers, type OccCall } from '../call.ts'
import { OccError, unknownIdentifier } from '../errors.ts'

const TEMPLATES = [
  { id: 'MARKETING_NEWSLETTER', name: 'Newsletter', description: 'I agree to receive the newsletter.', version: 0 },
  { id: 'PERSONALIZATION', name: 'Personalisation', description: 'I agree to a personalised shop.', version: 0 },
]

/** Consents of a customer. */
export const consentHandlers: Handlers = {
  getConsentTemplates: call => ({ consentTemplates: TEMPLATES.map(template => templateView(call, template)) }),
  getConsentTemplate: call => templateView(call, findTemplate(pathValue(call, 'consentTemplateId'))),
  doGiveConsent: (call) => {
    const customer = customerOf(call)
    const template = findTemplate(call.query.get('consentTemplateId') ?? '')
    if (call.query.get('consentTemplateVersion') !== String(template.version)) throw unknownIdentifier(`Unable to find consent template ${template.id} in this version`)
    if (customer.consents.some(consent => consent.templateId === template.id && !consent.consentWithdrawnDate)) {
      throw new OccError(409, { type: 'AlreadyExistsError', message: 'User has already given a consent' })
    }
    const consent = { code: call.shop.newId(), templateId: template.id, consentGivenDate: new Date().toISOString() }
    customer.consents = [...customer.consents, consent].slice(-50)
    return templateView(call, template)
  },
  removeConsent: (call) => {
    const consent = customerOf(call).consents.find(({ code, consentWithdrawnDate }) => code === pathValue(call, 'consentCode') && !consentWithdrawnDate)
    if (!consent) throw unknownIdentifier('User has no consent with this code')
    consent.consentWithdrawnDate = new Date().toISOString()
  },
}

function findTemplate(id: string) {
  const template = TEMPLATES.find(template => template.id === id)
  if (!template) throw unknownIdentifier(`Unable to find consent template '${id}'`)
  return template
}

function templateView(call: OccCall, template: typeof TEMPLATES[number]) {
  const current = call.customer?.consents.findLast(consent => consent.templateId === template.id)
  return {
    ...template,
    currentConsent: current && { code: current.code, consentGivenDate: current.consentGivenDate, consentWithdrawnDate: current.consentWithdrawnDate },
  }
}
