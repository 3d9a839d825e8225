import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { errorOf, JANE, occ, signIn, tokenRequest } from './helpers.ts'

const ADDRESS = { firstName: 'Jane', lastName: 'Doe', line1: 'Lindenallee 4', town: 'Berlin', postalCode: '10115', country: { isocode: 'DE' } }
const PAYMENT = { accountHolderName: 'Jane Doe', cardNumber: '4111111111111111', cardType: { code: 'visa' }, expiryMonth: '12', expiryYear: '2030' }

describe('OCC', () => {
  let sap: SapStandIn
  let token: string
  beforeAll(async () => {
    sap = await startSap()
  })
  beforeEach(async () => {
    sap.reset()
    token = (await signIn(sap)).access_token
  })
  afterAll(() => sap.close())

  const add = (cart: string, code: string, quantity?: unknown, options: { token?: string } = {}) =>
    occ(sap, 'POST', `${cart}/entries`, { body: { product: { code }, quantity }, ...options })

  describe('what every request must be', () => {
    it.each([
      ['/products/search/', 404, 'UnknownResourceError'],
      ['/nothing', 404, 'UnknownResourceError'],
      ['/products/search?lang=de-DE', 400, 'UnsupportedLanguageError'],
      ['/products/search?curr=usd', 400, 'UnsupportedCurrencyError'],
      ['/products/search?fields=DEFAULT,nonsense', 400, 'ConversionError'],
      ['/products/search?fields=products(', 400, 'ConversionError'],
      ['/products/0', 400, 'UnknownIdentifierError'],
      ['/cms/pages?pageLabelOrId=none', 404, 'CMSItemNotFoundError'],
      ['/products/suggestions', 400, 'MissingServletRequestParameterError'],
      ['/users/anonymous/carts/none', 400, 'CartError'],
      ['/users/current', 401, 'UnauthorizedError'],
      ['/users/current/carts/current', 401, 'UnauthorizedError'],
    ])('%s → %i %s', async (path, status, type) => {
      expect(errorOf(await occ(sap, 'GET', path))).toEqual([status, type])
    })

    it('a base site, an origin that is known, a media type that fits, a path that does not climb', async () => {
      const raw = async (path: string, init?: RequestInit) => {
        const response = await fetch(`${sap.url}/occ/v2${path}`, init)
        return [response.status, await response.text()]
      }
      expect((await raw('/nowhere/products/search'))[1]).toContain('InvalidResourceError')
      expect(await raw('/electronics/products/search', { headers: { origin: 'https://shop.example' } })).toEqual([403, 'Invalid CORS request'])
      expect((await raw('/electronics/users/anonymous/carts/x/entries', { method: 'POST', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }))[0]).toBe(415)
      expect((await raw('/electronics/products/search', { headers: { accept: 'text/html' } }))[0]).toBe(406)
      expect((await raw('/electronics/users/%2e%2e%2f/x'))[0]).toBe(404)
      expect((await raw('/electronics/products/%2e%2E'))[0]).toBe(404)
    })

    it('its user\'s own', async () => {
      expect(errorOf(await occ(sap, 'GET', '/users/john@example.com', { token }))).toEqual([403, 'ForbiddenError'])
      expect((await occ(sap, 'GET', `/users/${JANE.username}`, { token })).status).toBe(200)
    })
  })

  it('searches with paging, sorting, facets and fields', async () => {
    const page = (await occ(sap, 'GET', '/products/search?query=lens::&pageSize=2&currentPage=0&sort=price-desc&lang=de&curr=EUR')).body
    expect(page.pagination).toMatchObject({ currentPage: 0, pageSize: 2 })
    expect(page.sorts).toContainEqual({ code: 'price-desc', name: 'Preis (absteigend)', selected: true })
    const [first] = page.products as { name: string, price: { value: number, formattedValue: string } }[]
    expect(first).toMatchObject({ name: 'Zoomobjektiv 24-70 mm f/2.8', price: { value: 1034.1, currencyIso: 'EUR' } })
    expect(first?.price.formattedValue.replace(/\s/g, ' ')).toBe('1.034,10 €')
    const filtered = (await occ(sap, 'GET', `/products/search?query=${encodeURIComponent(':relevance:brand:Klangwerk')}&fields=products(code)`)).body
    expect(Object.keys(filtered)).toEqual(expect.arrayContaining(['products']))
    expect(filtered.products).toEqual([{ code: '3755211' }, { code: '3755219' }, { code: '3881018' }])
    expect((await occ(sap, 'GET', '/products/suggestions?term=cam')).body.suggestions).toContainEqual({ value: 'camera' })
    expect((await occ(sap, 'HEAD', '/products/search?query=camera')).headers.get('x-total-count')).toMatch(/^[1-9]\d*$/)
  })

  it('has what the store has written in each language, and finds it by the language of the call and by English', async () => {
    const answer = async (path: string, lang: string) => (await occ(sap, 'GET', `${path}${path.includes('?') ? '&' : '?'}lang=${lang}`, { token })).body
    const namesOf = async (query: string, lang: string) => ((await answer(`/products/search?query=${query}&fields=products(name)`, lang)).products as { name: string }[]).map(({ name }) => name)
    expect(await namesOf('backpack', 'en')).toEqual(['Camera Backpack 20L'])
    expect(await namesOf('kamerarucksack', 'en')).toEqual([])
    for (const word of ['kamerarucksack', 'backpack']) expect(await namesOf(word, 'de')).toEqual(['Kamerarucksack 20 l'])
    expect(await namesOf(encodeURIComponent('バックパック'), 'ja')).toEqual(['カメラバックパック 20L'])
    // A name that has no translation is the English one.
    expect(await answer('/products/1934793?fields=name', 'ja')).toMatchObject({ name: 'PowerShot A480' })
    expect((await answer('/products/suggestions?term=kamerar', 'de')).suggestions).toEqual([{ value: 'kamerarucksack' }])

    const found = await answer(`/products/search?query=${encodeURIComponent(':name-asc:category:audio')}`, 'de')
    expect((found.products as { name: string }[]).map(({ name }) => name[0])).toEqual(['K', 'P', 'S', 'T', 'U'])
    expect(found).toMatchObject({
      facets: [{ name: 'Kategorien', values: [{ name: 'Audio' }] }, { name: 'Marke' }],
      breadcrumbs: [{ facetName: 'Kategorien', facetValueCode: 'audio', facetValueName: 'Audio' }],
    })
    expect((await answer('/products/1382080?fields=FULL', 'de'))).toMatchObject({ categories: [{ name: 'Objektive' }], images: [{ altText: 'Festbrennweite 50 mm f/1.8' }] })
    expect((await answer('/languages', 'de')).languages).toContainEqual(expect.objectContaining({ isocode: 'en', name: 'Englisch', nativeName: 'English' }))
    expect((await answer('/users/current/orders', 'de')).orders).toContainEqual(expect.objectContaining({ status: 'COMPLETED', statusDisplay: 'abgeschlossen' }))
    expect((await answer('/users/current/addresses', 'de')).addresses).toContainEqual(expect.objectContaining({ title: 'Frau', country: { isocode: 'DE', name: 'Deutschland' } }))
  })

  it('takes a facet back by the query of its selected value, and joins the values of a facet with several choices', async () => {
    interface Value { name: string, count: number, selected: boolean, query: { query: { value: string } } }
    const search = async (query: string) => {
      const { pagination, facets, breadcrumbs } = (await occ(sap, 'GET', `/products/search?query=${encodeURIComponent(query)}`)).body as unknown as {
        pagination: { totalResults: number }
        facets: { code: string, values: Value[] }[]
        breadcrumbs: { removeQuery: { query: { value: string } } }[]
      }
      const valuesOf = (facet: string) => facets.find(({ code }) => code === facet)!.values
      const value = (facet: string, name: string) => valuesOf(facet).find(value => value.name === name)!
      return { total: pagination.totalResults, valuesOf, value, removeQueries: breadcrumbs.map(({ removeQuery }) => removeQuery.query.value) }
    }
    const all = await search('')
    const one = await search(all.value('brand', 'Okular').query.query.value)
    expect(one.total).toBe(all.value('brand', 'Okular').count)
    expect(one.value('brand', 'Okular')).toMatchObject({ selected: true, count: one.total, query: { query: { value: ':relevance' } } })
    // The other brands can still be chosen, each with what it would add.
    expect(one.value('brand', 'Fotolux')).toMatchObject({ selected: false, count: all.value('brand', 'Fotolux').count })
    const two = await search(one.value('brand', 'Fotolux').query.query.value)
    expect(two.total).toBe(one.total + all.value('brand', 'Fotolux').count)
    expect((await search(two.value('brand', 'Okular').query.query.value)).value('brand', 'Fotolux').selected).toBe(true)
    expect(two.removeQueries).toEqual([':relevance:brand:Fotolux', ':relevance:brand:Okular'])
    // Of categories one can be chosen.
    const cameras = await search(two.value('category', 'Cameras').query.query.value)
    expect(cameras.valuesOf('category').map(({ name }) => name)).toEqual(['Cameras'])
    expect(cameras.value('category', 'Cameras').query.query.value).toBe(':relevance:brand:Okular:brand:Fotolux')
  })

  it('answers a body that is too large instead of cutting the connection', async () => {
    const answer = await occ(sap, 'POST', '/users/current/addresses', { token, body: { firstName: 'x'.repeat(3_000_000) } })
    expect(answer.status).toBe(413)
  })

  it('answers a repeated read with 304', async () => {
    const { headers } = await occ(sap, 'GET', '/products/300938')
    expect((await occ(sap, 'GET', '/products/300938', { headers: { 'if-none-match': headers.get('etag') ?? '' } })).status).toBe(304)
  })

  it('keeps anonymous carts by guid', async () => {
    const { status, body } = await occ(sap, 'POST', '/users/anonymous/carts')
    expect(status).toBe(201)
    const cart = `/users/anonymous/carts/${body.guid}`
    expect((await occ(sap, 'GET', `/users/anonymous/carts/${body.code}`)).status).toBe(400)

    expect((await add(cart, '300938', 2)).body).toMatchObject({ statusCode: 'success', quantityAdded: 2 })
    expect((await add(cart, '325234')).body).toMatchObject({ statusCode: 'success', quantityAdded: 1 })
    expect((await add(cart, '479956', 5)).body).toMatchObject({ statusCode: 'lowStock', quantityAdded: 2 })
    expect((await add(cart, '2006139', 1)).body).toMatchObject({ statusCode: 'noStock', quantityAdded: 0 })
    expect(errorOf(await add(cart, '300938', 0))).toEqual([400, 'ValidationError'])
    expect(errorOf(await add(cart, 'none', 1))).toEqual([400, 'UnknownIdentifierError'])

    // Entry numbers shift after a delete.
    const removed = await occ(sap, 'DELETE', `${cart}/entries/0`)
    expect([removed.status, removed.body]).toEqual([200, {}])
    expect((await occ(sap, 'GET', `${cart}/entries/0`)).body).toMatchObject({ entryNumber: 0, product: { code: '325234' } })
    expect((await occ(sap, 'PATCH', `${cart}/entries/0`, { body: { quantity: 4 } })).body).toMatchObject({ quantityAdded: 3 })
    expect(errorOf(await occ(sap, 'PATCH', `${cart}/entries/0`, { body: { quantity: 0 } }))).toEqual([400, 'ValidationError'])
    expect((await occ(sap, 'GET', cart)).body).toMatchObject({ totalItems: 2, totalUnitCount: 6, totalPrice: { currencyIso: 'USD', value: 167.96 } })

    expect(errorOf(await occ(sap, 'GET', `${cart}/deliverymodes`))).toEqual([401, 'AuthorizationDeniedError'])
    expect((await occ(sap, 'DELETE', cart)).status).toBe(200)
    expect((await occ(sap, 'GET', cart)).body.errors?.[0]).toMatchObject({ type: 'CartError', reason: 'notFound' })
  })

  it('offers delivery at the price that the total has', async () => {
    await occ(sap, 'POST', '/users/current/carts', { token })
    const cart = '/users/current/carts/current'
    await occ(sap, 'POST', `${cart}/addresses/delivery`, { token, body: ADDRESS })
    const offered = async () => ((await occ(sap, 'GET', `${cart}/deliverymodes`, { token })).body.deliveryModes as { deliveryCost: { formattedValue: string } }[]).map(({ deliveryCost }) => deliveryCost.formattedValue)
    await add(cart, '300938', 1, { token })
    expect(await offered()).toEqual(['$5.99', '$12.99'])
    await add(cart, '1990255', 1, { token })
    expect(await offered()).toEqual(['$0.00', '$0.00'])
    await occ(sap, 'PUT', `${cart}/deliverymode?deliveryModeId=premium-gross`, { token })
    expect((await occ(sap, 'GET', cart, { token })).body).toMatchObject({ deliveryCost: { value: 0 }, deliveryMode: { deliveryCost: { value: 0 } }, totalPrice: { value: 993.62 } })
  })

  it.each([
    ['cardNumber', 'abc'],
    ['expiryMonth', '99'],
    ['expiryYear', 'xx'],
    ['expiryYear', '2020'],
  ])('refuses a card with %s %s', async (subject, value) => {
    await occ(sap, 'POST', '/users/current/carts', { token })
    const { status, body } = await occ(sap, 'POST', '/users/current/carts/current/paymentdetails', { token, body: { ...PAYMENT, [subject]: value } })
    expect([status, body.errors?.[0]]).toMatchObject([400, { type: 'ValidationError', reason: 'invalid', subject }])
  })

  it.each([
    ['/users', { uid: 'new', password: 'x', firstName: '', lastName: '' }, ['uid', 'password', 'firstName', 'lastName']],
    ['/users/current/carts/current/paymentdetails', { cardNumber: 'abc', expiryMonth: '99', cardType: { code: 'visa' } }, ['accountHolderName', 'cardNumber', 'expiryMonth', 'expiryYear']],
    ['/users/current/addresses', { ...ADDRESS, town: '', line1: '' }, ['line1', 'town']],
    ['/products/300938/reviews', { headline: '', comment: '', rating: 9 }, ['headline', 'comment', 'rating']],
    ['/users/current/tickets', { subject: '', message: '' }, ['subject', 'message']],
  ])('reports each field of %s that it does not accept', async (path, fields, subjects) => {
    await occ(sap, 'POST', '/users/current/carts', { token })
    const { status, body } = await occ(sap, 'POST', path, { token, body: fields })
    expect([status, body.errors?.map(({ subject }) => subject).sort()]).toEqual([400, [...subjects].sort()])
    expect(new Set(body.errors?.map(({ type }) => type))).toEqual(new Set(['ValidationError']))
  })

  it('keeps a card that is saved again with its masked number, and none without a month', async () => {
    const [saved] = (await occ(sap, 'GET', '/users/current/paymentdetails', { token })).body.payments as { id: string }[]
    const card = `/users/current/paymentdetails/${saved!.id}`
    expect((await occ(sap, 'PUT', card, { token, body: { ...PAYMENT, cardNumber: '************1111' } })).status).toBe(200)
    expect(errorOf(await occ(sap, 'PATCH', card, { token, body: { expiryMonth: '13' } }))).toEqual([400, 'ValidationError'])
    expect((await occ(sap, 'GET', card, { token })).body).toMatchObject({ cardNumber: '************1111', expiryMonth: '12' })
  })

  it('takes vouchers', async () => {
    const { body } = await occ(sap, 'POST', '/users/anonymous/carts')
    const cart = `/users/anonymous/carts/${body.guid}`
    await add(cart, '300938', 1)
    expect(errorOf(await occ(sap, 'POST', `${cart}/vouchers?voucherId=NOPE`))).toEqual([400, 'VoucherOperationError'])
    expect((await occ(sap, 'POST', `${cart}/applyVoucher`, { body: { voucherId: 'WELCOME10' } })).status).toBe(204)
    expect((await occ(sap, 'GET', cart)).body).toMatchObject({ totalDiscounts: { value: 11.41 }, appliedVouchers: [{ code: 'WELCOME10' }] })
    expect((await occ(sap, 'DELETE', `${cart}/vouchers/WELCOME10`)).status).toBe(204)
  })

  it('merges an anonymous cart into the customer\'s, but not a guest\'s', async () => {
    const anonymous = (await occ(sap, 'POST', '/users/anonymous/carts')).body.guid
    await add(`/users/anonymous/carts/${anonymous}`, '300938', 2)
    const own = (await occ(sap, 'POST', '/users/current/carts', { token })).body
    await add('/users/current/carts/current', '300938', 1, { token })
    const merged = await occ(sap, 'POST', `/users/current/carts?oldCartId=${anonymous}&toMergeCartGuid=${own.guid}`, { token })
    expect(merged.status).toBe(201)
    expect(merged.body).toMatchObject({ code: own.code, totalUnitCount: 3 })
    expect(errorOf(await occ(sap, 'GET', `/users/anonymous/carts/${anonymous}`))).toEqual([400, 'CartError'])

    const guest = (await occ(sap, 'POST', '/users/anonymous/carts')).body.guid
    expect((await occ(sap, 'PUT', `/users/anonymous/carts/${guest}/email?email=g@example.com`)).status).toBe(200)
    const refused = await occ(sap, 'POST', `/users/current/carts?oldCartId=${guest}&toMergeCartGuid=${own.guid}`, { token })
    expect([refused.status, refused.body.errors?.[0]]).toMatchObject([400, { type: 'CartError', reason: 'cannotRestore' }])
  })

  it('places a customer\'s order', async () => {
    await occ(sap, 'POST', '/users/current/carts', { token })
    const cart = '/users/current/carts/current'
    await add(cart, '1990255', 1, { token })
    const place = () => occ(sap, 'POST', '/users/current/orders?cartId=current', { token })
    expect((await place()).body.errors?.[0]).toMatchObject({ type: 'ValidationError', subject: 'deliveryAddress' })
    expect((await occ(sap, 'POST', `${cart}/addresses/delivery`, { token, body: ADDRESS })).status).toBe(201)
    expect((await occ(sap, 'GET', `${cart}/deliverymodes`, { token })).body.deliveryModes).toHaveLength(2)
    expect((await occ(sap, 'PUT', `${cart}/deliverymode?deliveryModeId=standard-gross`, { token })).body).toEqual({})
    expect((await occ(sap, 'POST', `${cart}/paymentdetails`, { token, body: PAYMENT })).body).toMatchObject({ cardNumber: '************1111' })
    const order = await place()
    expect(order.status).toBe(201)
    expect(order.body).toMatchObject({ status: 'CREATED', totalUnitCount: 1, user: { uid: JANE.username } })
    expect(errorOf(await occ(sap, 'GET', cart, { token }))).toEqual([400, 'CartError'])
    const history = (await occ(sap, 'GET', '/users/current/orders', { token })).body
    expect(history.orders).toHaveLength(4)
    expect((await occ(sap, 'HEAD', '/users/current/orders', { token })).headers.get('x-total-count')).toBe('4')
    expect((await occ(sap, 'GET', `/users/current/orders/${order.body.code}`, { token })).body).toMatchObject({ code: order.body.code })
    expect((await occ(sap, 'GET', '/products/1990255')).body).toMatchObject({ stock: { stockLevel: 8 } })
    expect(sap.ledger().writes.filter(({ order }) => order)).toHaveLength(1)
  })

  it('lets a guest order, and an application read the order again', async () => {
    const guid = (await occ(sap, 'POST', '/users/anonymous/carts')).body.guid
    const cart = `/users/anonymous/carts/${guid}`
    await add(cart, '325234', 1)
    await occ(sap, 'PUT', `${cart}/setEmail`, { body: { email: 'guest@example.com' } })
    await occ(sap, 'POST', `${cart}/addresses/delivery`, { body: ADDRESS })
    await occ(sap, 'PUT', `${cart}/deliverymode?deliveryModeId=premium-gross`)
    await occ(sap, 'POST', `${cart}/paymentdetails`, { body: PAYMENT })
    const order = await occ(sap, 'POST', `/users/anonymous/orders?cartId=${guid}`)
    expect(order.status).toBe(201)
    const application = (await tokenRequest(sap, { grant_type: 'client_credentials' })).json.access_token
    expect(errorOf(await occ(sap, 'GET', `/orders/${order.body.guid}`))).toEqual([401, 'UnauthorizedError'])
    expect((await occ(sap, 'GET', `/orders/${order.body.guid}`, { token: application })).body).toMatchObject({ guestCustomer: true })
  })

  it('has two users with profiles, addresses and histories of their own', async () => {
    const john = (await signIn(sap, { username: 'john@example.com', password: 'Password1!' })).access_token
    const of = async (who: string, path: string) => (await occ(sap, 'GET', `/users/current${path}`, { token: who })).body
    expect(await of(token, '')).toMatchObject({ firstName: 'Jane', lastName: 'Doe' })
    expect(await of(john, '')).toMatchObject({ firstName: 'John', lastName: 'Smith' })
    expect([(await of(token, '/addresses')).addresses, (await of(john, '/addresses')).addresses].map(list => (list as unknown[]).length)).toEqual([2, 1])
    expect([(await of(token, '/orders')).orders, (await of(john, '/orders')).orders].map(list => (list as unknown[]).length)).toEqual([3, 1])
  })

  it('changes profile, addresses, password and consents', async () => {
    expect((await occ(sap, 'PATCH', '/users/current', { token, body: { firstName: 'Janet' } })).body).toEqual({})
    expect((await occ(sap, 'GET', '/users/current', { token })).body).toMatchObject({ firstName: 'Janet', lastName: 'Doe' })

    const missing = await occ(sap, 'POST', '/users/current/addresses', { token, body: { ...ADDRESS, town: undefined } })
    expect(missing.body.errors).toMatchObject([{ type: 'ValidationError', reason: 'missing', subject: 'town' }])
    const created = await occ(sap, 'POST', '/users/current/addresses', { token, body: { ...ADDRESS, defaultAddress: true } })
    expect(created.status).toBe(201)
    expect((await occ(sap, 'PATCH', `/users/current/addresses/${created.body.id}`, { token, body: { town: 'Potsdam' } })).status).toBe(200)
    expect((await occ(sap, 'GET', `/users/current/addresses/${created.body.id}`, { token })).body).toMatchObject({ town: 'Potsdam', line1: 'Lindenallee 4' })
    expect((await occ(sap, 'DELETE', `/users/current/addresses/${created.body.id}`, { token })).status).toBe(200)

    const change = (oldPassword: string) => occ(sap, 'POST', '/users/current/password', { token, body: { oldPassword, newPassword: 'Changed1!' } })
    expect(errorOf(await change('wrong'))).toEqual([400, 'PasswordMismatchError'])
    expect((await change(JANE.password)).status).toBe(200)
    expect((await signIn(sap, { ...JANE, password: 'Changed1!' })).access_token).toBeTypeOf('string')

    const given = await occ(sap, 'POST', '/users/current/consents?consentTemplateId=MARKETING_NEWSLETTER&consentTemplateVersion=0', { token })
    const { currentConsent } = given.body as { currentConsent: { code: string } }
    expect((await occ(sap, 'DELETE', `/users/current/consents/${currentConsent.code}`, { token })).status).toBe(200)
  })

  it('registers users without an application\'s token', async () => {
    const body = { uid: 'new@example.com', password: 'Password1!', firstName: 'New', lastName: 'User' }
    expect((await occ(sap, 'POST', '/users', { body })).body).toMatchObject({ uid: 'new@example.com' })
    expect((await occ(sap, 'POST', '/users', { body: { ...body, uid: 'x' } })).body.errors?.[0]).toMatchObject({ type: 'ValidationError', subject: 'uid' })
  })

  it('sets a new password by the link of a mail, once', async () => {
    const restore = (loginId: string) => occ(sap, 'POST', '/passwordRestoreToken', { body: { loginId } })
    const reset = (token: unknown, newPassword = 'Renewed1!') => occ(sap, 'POST', '/resetpassword', { body: { token, newPassword } })
    expect((await restore('felix@example.com')).status).toBe(201)
    expect((await restore('stranger@example.com')).status).toBe(201)
    expect(sap.sentRestoreToken('stranger@example.com')).toBeUndefined()
    const link = sap.sentRestoreToken('felix@example.com')
    expect(errorOf(await reset('another'))).toEqual([400, 'TokenInvalidatedError'])
    expect(errorOf(await reset(link, 'weak'))).toEqual([400, 'ValidationError'])
    expect((await reset(link)).status).toBe(202)
    expect(errorOf(await reset(link))).toEqual([400, 'TokenInvalidatedError'])
    expect((await signIn(sap, { username: 'felix@example.com', password: 'Renewed1!' })).access_token).toBeTypeOf('string')
  })

  it('takes an upload of any size without keeping it, and sends downloads with ranges', async () => {
    const ticket = await occ(sap, 'POST', '/users/current/tickets', { token, body: { subject: 'Broken', message: 'It fell.', ticketCategory: { id: 'COMPLAINT' } } })
    const [event] = ticket.body.ticketEvents as { code: string }[]
    const form = new FormData()
    form.append('ticketEventAttachment', new Blob([new Uint8Array(5 * 1024 * 1024)]), 'picture.bin')
    const uploaded = await fetch(`${sap.url}/occ/v2/electronics/users/current/tickets/${ticket.body.id}/events/${event?.code}/attachments`, {
      method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form,
    })
    expect(uploaded.status).toBe(201)
    expect(await uploaded.json()).toMatchObject({ filename: 'picture.bin', size: 5 * 1024 * 1024 })

    const invoice = `${sap.url}/occ/v2/electronics/users/current/orders/00005000/invoices/1/download?size=1000`
    const headers = { authorization: `Bearer ${token}` }
    const whole = await fetch(invoice, { headers })
    expect((await whole.arrayBuffer()).byteLength).toBe(1000)
    const part = await fetch(invoice, { headers: { ...headers, range: 'bytes=300-309' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 300-309/1000'])
    expect([...new Uint8Array(await part.arrayBuffer())]).toEqual([44, 45, 46, 47, 48, 49, 50, 51, 52, 53])
    expect((await fetch(invoice, { headers: { ...headers, 'if-none-match': whole.headers.get('etag') ?? '' } })).status).toBe(304)
  })
})
