import { expect, test } from '@playwright/test'
import { signInAs } from 'nuxt-sapcc/testing'

const faults = 'http://127.0.0.1:9011/__sap/faults'

test.afterEach(({ request }) => request.delete(faults))

test('a customer who is signed in orders', async ({ page, context, baseURL }) => {
  const jane = await signInAs(baseURL!)
  await context.addCookies(jane.cookies())

  await page.goto('/', { waitUntil: 'networkidle' })
  await page.locator('a[href^="/product/"]').first().click()
  const add = page.getByRole('button', { name: 'Add to cart' })
  await add.press('Enter')
  await expect(page.locator('main').getByRole('status')).toHaveText('It is in your cart.')
  await expect(add).toBeFocused()
  await page.getByRole('link', { name: 'Cart (1)' }).click()
  const more = page.getByRole('button', { name: 'One more' })
  await more.press('Enter')
  await expect(page.getByRole('link', { name: 'Cart (2)' })).toBeVisible()
  await expect(more).toBeFocused()
  await page.getByRole('link', { name: 'Checkout' }).click()
  // Her default address is filled in.
  await page.getByRole('button', { name: 'Continue' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Delivery' })).toBeFocused()
  await page.getByRole('button', { name: 'Standard Delivery' }).click()
  await pay(page)
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  const placed = await page.getByText(/^Order /).textContent()
  await page.getByRole('link', { name: 'Account' }).click()
  await expect(page.getByRole('heading', { name: 'Hello Jane Doe' })).toBeVisible()
  // Thanks are for a new order only.
  await page.getByRole('link', { name: /^Order (\d+)/.exec(placed!)![1]! }).click()
  await expect(page.getByRole('heading', { name: 'Your order' })).toBeVisible()
})

test('a guest orders', async ({ page }) => {
  await page.goto('/', { waitUntil: 'networkidle' })
  await page.locator('a[href^="/product/"]').first().click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'Cart (1)' }).click()
  await page.getByRole('button', { name: 'Remove' }).press('Enter')
  await expect(page.getByText('It is empty.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Your cart' })).toBeFocused()
  await page.goBack()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'Cart (1)' }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
  await fillInAddress(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByLabel('Town')).toHaveValue('Berlin')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Premium Delivery' }).click()
  await pay(page)
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  // Thanks are for the order that was just placed.
  await page.reload()
  await expect(page.getByRole('heading', { name: 'Your order' })).toBeVisible()
})

test('the answer to an order is lost: a customer sees the order, a guest is told to look', async ({ page, request, browser, baseURL }) => {
  await beginCheckout(page)
  await fillInAddress(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Standard Delivery' }).click()
  await request.post(faults, { data: { target: 'occ', operationId: 'placeOrder', drop: 'after', count: 1 } })
  await pay(page)
  await expect(page.getByText('Your order may have been placed.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Cart (0)' })).toBeVisible()
  await expect(page.getByText('This is not possible right now.')).toHaveCount(0)

  const context = await browser.newContext({ baseURL })
  await context.addCookies((await signInAs(baseURL!, { username: 'john@example.com', password: 'Password1!' })).cookies())
  const other = await context.newPage()
  await beginCheckout(other)
  await other.getByRole('button', { name: 'Continue' }).click()
  await other.getByRole('button', { name: 'Standard Delivery' }).click()
  await request.post(faults, { data: { target: 'occ', operationId: 'placeOrder', drop: 'after', count: 1 } })
  await pay(other)
  await expect(other.getByRole('heading', { name: 'Thank you' })).toBeVisible()
  await context.close()
})

test('the checkout follows the language and the currency, and goes on after a reload', async ({ page }) => {
  await beginCheckout(page)
  await fillInAddress(page)
  await page.getByRole('button', { name: 'Continue' }).click()
  const standard = page.getByRole('button', { name: /^Standard/ })
  await expect(standard).toContainText('$')
  await page.getByLabel('Currency').selectOption('EUR')
  await expect(standard).toContainText('€')
  await page.getByLabel('Language').selectOption('de')
  await expect(standard).not.toContainText('Delivery')
  await page.reload({ waitUntil: 'networkidle' })
  await standard.click()
  await expect(page.getByLabel('Card number')).toBeVisible()
  await page.reload({ waitUntil: 'networkidle' })
  await expect(page.getByText('To Gina Guest, Hauptstraße 1, 10115 Berlin. guest@example.com')).toBeVisible()
  await page.getByRole('button', { name: 'Back' }).click()
  await page.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByLabel('E-mail')).toHaveValue('guest@example.com')
  await expect(page.getByLabel('Country')).toHaveValue('DE')
})

test('an outage is named once, and leaves the form as it is', async ({ page, request }) => {
  await beginCheckout(page)
  await fillInAddress(page)
  await request.post(faults, { data: { target: 'occ', status: 503 } })
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('link', { name: 'Cart', exact: true })).toBeVisible()
  await expect(page.getByText('This is not possible right now.')).toHaveCount(1)
  await request.delete(faults)
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('heading', { name: 'Delivery' })).toBeVisible()
  // The cart cannot be read at first. With it comes what was sent before.
  await request.post(faults, { data: { target: 'occ', status: 503 } })
  await page.reload({ waitUntil: 'networkidle' })
  await expect(page.getByText('This is not possible right now.')).toBeVisible()
  await request.delete(faults)
  await expect(page.getByLabel('E-mail')).toHaveValue('guest@example.com')
  await expect(page.getByLabel('Town')).toHaveValue('Berlin')
})

test('a visitor narrows the list, takes that back, and changes the language', async ({ page }) => {
  await page.goto('/', { waitUntil: 'networkidle' })
  const count = page.getByText(/^\d+ products$/)
  const all = await count.textContent()
  const brand = page.getByRole('link', { name: 'Okular' })
  await brand.click()
  await expect(brand).toHaveAttribute('aria-current', 'true')
  await expect(count).not.toHaveText(all!)
  await brand.click()
  await expect(brand).not.toHaveAttribute('aria-current')
  await expect(count).toHaveText(all!)
  await expect(page.getByLabel('Language')).toHaveValue('en')
  await page.getByLabel('Language').selectOption('de')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.getByLabel('Currency').selectOption('EUR')
  await expect(page.locator('main li').first()).toContainText('€')
  const pages = page.getByRole('navigation', { name: 'Pages' })
  await pages.getByRole('link', { name: '2' }).click()
  await expect(pages.getByRole('link', { name: '2' })).toHaveAttribute('aria-current', 'page')
  expect(new URL(page.url()).searchParams.get('page')).toBe('2')
})

test('nothing that a customer has typed is left when another one signs in, in another tab', async ({ page, context, baseURL }) => {
  await context.addCookies((await signInAs(baseURL!)).cookies())
  await page.goto('/', { waitUntil: 'networkidle' })
  await page.locator('a[href^="/product/"]').first().click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await page.getByRole('link', { name: 'Cart (1)' }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
  await page.getByLabel('Street').fill('A street that only Jane knows')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Standard Delivery' }).click()
  await page.getByLabel('Card number').fill('4111111111111111')

  const other = await context.newPage()
  await other.goto('/account', { waitUntil: 'networkidle' })
  await other.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('alert').getByRole('link', { name: 'sign in' })).toBeVisible()
  await other.getByRole('link', { name: 'Sign in' }).click()
  await other.getByLabel('E-mail').fill('clara@example.com')
  await other.getByLabel('Password').fill('Password1!')
  await other.getByRole('button', { name: 'Sign in' }).click()
  await expect(other.getByRole('heading', { name: /^Hello/ })).toBeVisible()
  await other.getByRole('link', { name: 'Shop' }).click()
  await other.locator('a[href^="/product/"]').first().click()
  await other.getByRole('button', { name: 'Add to cart' }).click()
  await expect(other.getByRole('link', { name: 'Cart (1)' })).toBeVisible()

  for (const label of ['First name', 'Last name', 'Street', 'Postal code', 'Town']) await expect(page.getByLabel(label)).toHaveValue('')
  await expect(page.getByLabel('Card number')).toHaveCount(0)
})

test('a new customer registers, and is signed in', async ({ page }) => {
  await page.goto('/register', { waitUntil: 'networkidle' })
  await page.getByLabel('First name').fill(' ')
  await page.getByLabel('Last name').fill('New')
  await page.getByLabel('E-mail').fill('nora@example.com')
  await page.getByLabel('Password').fill('Password1!')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByLabel('First name')).toBeFocused()
  await page.getByLabel('First name').fill('Nora')
  await page.getByRole('button', { name: 'Register' }).click()
  await expect(page.getByRole('heading', { name: 'Hello Nora New' })).toBeVisible()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible()
})

test('a customer turns the pages of many orders', async ({ page, context, request, baseURL }) => {
  await context.addCookies((await signInAs(baseURL!)).cookies())
  const show = (currentPage: number, code: string) => request.post(faults, {
    data: { target: 'occ', operationId: 'getUserOrderHistory', status: 200, body: { orders: [{ code }], pagination: { currentPage, totalPages: 2, totalResults: 11 } } },
  })
  await show(0, '00011000')
  await page.goto('/account', { waitUntil: 'networkidle' })
  await expect(page.getByRole('link', { name: '00011000' })).toBeVisible()
  await request.delete(faults)
  await show(1, '00001000')
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: '2' }).click()
  await expect(page.getByRole('link', { name: '00001000' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: '2' })).toHaveAttribute('aria-current', 'page')
  expect(new URL(page.url()).search).toBe('?page=2')
})

test('the keyboard\'s first stop leads to the content', async ({ page }) => {
  await page.goto('/', { waitUntil: 'networkidle' })
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the content' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
})

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false })

  test('a customer signs in by a form, and comes to the page that was wanted', async ({ page }) => {
    await page.goto('/account')
    for (const password of ['wrong', 'Password1!']) {
      await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
      await page.getByLabel('E-mail').fill('jane@example.com')
      await page.getByLabel('Password').fill(password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      if (password === 'wrong') await expect(page.getByRole('alert')).toHaveText('That login did not work. Please try again.')
    }
    await expect(page.getByRole('heading', { name: 'Hello Jane Doe' })).toBeVisible()
  })

  test('the form of another site signs nobody in', async ({ request }) => {
    const form = { username: 'jane@example.com', password: 'Password1!' }
    const answer = (site: string) => request.post('/login', { form, headers: { 'sec-fetch-site': site }, maxRedirects: 0 })
    expect((await answer('cross-site')).status()).toBe(403)
    expect((await answer('same-origin')).headers()).toMatchObject({ location: '/account' })
  })
})

async function beginCheckout(page: import('@playwright/test').Page): Promise<void> {
  await page.goto('/', { waitUntil: 'networkidle' })
  await page.locator('a[href^="/product/"]').first().click()
  await page.getByRole('button', { name: 'Add to cart' }).click()
  await expect(page.locator('main').getByRole('status')).toHaveText('It is in your cart.')
  await page.getByRole('link', { name: /^Cart/ }).click()
  await page.getByRole('link', { name: 'Checkout' }).click()
}

async function fillInAddress(page: import('@playwright/test').Page): Promise<void> {
  await page.getByLabel('E-mail').fill('guest@example.com')
  await page.getByLabel('First name').fill('Gina')
  await page.getByLabel('Last name').fill('Guest')
  await page.getByLabel('Street').fill('Hauptstraße 1')
  await page.getByLabel('Postal code').fill('10115')
  await page.getByLabel('Town').fill('Berlin')
  await page.getByLabel('Country').selectOption('Germany')
}

/** The last step of the checkout. */
async function pay(page: import('@playwright/test').Page): Promise<void> {
  await page.getByLabel('Name on the card').fill('Jane Doe')
  await page.getByLabel('Card number').fill('4111111111111111')
  await page.getByLabel('Card', { exact: true }).selectOption('Visa')
  await page.getByLabel('Month').fill('11')
  await page.getByLabel('Year').fill('2030')
  await page.getByRole('button', { name: 'Order and pay' }).click()
}
