import { fieldAt, paginate, pathValue, type Handlers, type OccCall } from '../call.ts'
import { OccError } from '../errors.ts'

interface Component { uid: string, typeCode: string, name: string, content?: string, headline?: string, urlLink?: string, productCodes?: string }
interface Page { uid: string, label: string, typeCode: string, title: string, slots: Record<string, string[]> }

const COMPONENTS: Component[] = [
  { uid: 'homepageHero', typeCode: 'SimpleBannerComponent', name: 'Homepage Hero', headline: 'Sharp pictures, fair prices', urlLink: '/search?q=camera' },
  { uid: 'homepageCarousel', typeCode: 'ProductCarouselComponent', name: 'New arrivals', productCodes: '1990255 3755219 4105260 443175' },
  { uid: 'footerText', typeCode: 'CMSParagraphComponent', name: 'Footer', content: '<p>Free delivery over $500.</p>' },
  { uid: 'searchBox', typeCode: 'SearchBoxComponent', name: 'Search' },
  { uid: 'miniCart', typeCode: 'MiniCartComponent', name: 'Cart' },
  { uid: 'contactText', typeCode: 'CMSParagraphComponent', name: 'Contact', content: '<p>Write to us at any time.</p>' },
]

const COMMON = { SearchBox: ['searchBox'], MiniCart: ['miniCart'], Footer: ['footerText'] }
const PAGES: Page[] = [
  { uid: 'homepage', label: 'homepage', typeCode: 'ContentPage', title: 'Homepage', slots: { ...COMMON, Section1: ['homepageHero'], Section2: ['homepageCarousel'] } },
  { uid: 'contact', label: '/contact', typeCode: 'ContentPage', title: 'Contact', slots: { ...COMMON, BodyContent: ['contactText'] } },
  { uid: 'loginPage', label: '/login', typeCode: 'ContentPage', title: 'Login', slots: COMMON },
  { uid: 'cartPage', label: '/cart', typeCode: 'ContentPage', title: 'Your Shopping Cart', slots: COMMON },
  { uid: 'searchPage', label: 'search', typeCode: 'ContentPage', title: 'Search', slots: COMMON },
  { uid: 'productDetails', label: 'productDetails', typeCode: 'ProductPage', title: 'Product Details', slots: COMMON },
  { uid: 'productList', label: 'productList', typeCode: 'CategoryPage', title: 'Product List', slots: COMMON },
]

/** CMS pages and components, with the user in the path and, deprecated, without. */
export const cmsHandlers: Handlers = {
  getPage,
  getPageWithUser: getPage,
  getPageById,
  getPageByIdAndUser: getPageById,
  getAllPages,
  getAllPagesWithUser: getAllPages,
  getComponentById,
  getComponentByIdAndUser: getComponentById,
  getComponentsByIds,
  getComponentsByIdsAndUser: getComponentsByIds,
  searchComponentsByIds: (call) => {
    const ids = fieldAt(call.body, 'idList')
    return componentPage(call, Array.isArray(ids) ? ids.map(String) : undefined)
  },
}

function getPage(call: OccCall) {
  const wanted = call.query.get('pageLabelOrId') ?? call.query.get('pageLabel') ?? call.query.get('pageId')
  const type = call.query.get('pageType')
  const page = wanted === null && (type === null || type === 'ContentPage')
    ? PAGES[0]
    : PAGES.find(page => (type === null || page.typeCode === type) && (wanted === null || page.uid === wanted || page.label === wanted))
  if (!page) throw notFound(`No content page found with Label or Id [${wanted}]`)
  return pageView(page)
}

function getPageById(call: OccCall) {
  const page = PAGES.find(page => page.uid === pathValue(call, 'pageId'))
  if (!page) throw notFound(`No content page found with Id [${pathValue(call, 'pageId')}]`)
  return pageView(page)
}

function getAllPages(call: OccCall) {
  const type = call.query.get('pageType')
  const { items, pagination } = paginate(PAGES.filter(page => !type || page.typeCode === type), call.query, 10)
  return { page: items.map(pageView), pagination: cmsPagination(pagination, items.length) }
}

function getComponentById(call: OccCall) {
  const component = COMPONENTS.find(component => component.uid === pathValue(call, 'componentId'))
  if (!component) throw notFound(`CMS Component not found for id [${pathValue(call, 'componentId')}]`)
  return component
}

function getComponentsByIds(call: OccCall) {
  return componentPage(call, call.query.getAll('componentIds').flatMap(ids => ids.split(',')).filter(Boolean))
}

function componentPage(call: OccCall, ids: string[] | undefined) {
  const found = ids?.length ? COMPONENTS.filter(component => ids.includes(component.uid)) : COMPONENTS
  const { items, pagination } = paginate(found, call.query, 10)
  return { component: items, pagination: cmsPagination(pagination, items.length) }
}

function cmsPagination(pagination: { currentPage: number, totalPages: number, totalResults: number }, count: number) {
  return { count, page: pagination.currentPage, totalCount: pagination.totalResults, totalPages: pagination.totalPages, hasNext: pagination.currentPage + 1 < pagination.totalPages, hasPrevious: pagination.currentPage > 0 }
}

function pageView(page: Page) {
  const contentSlot = Object.entries(page.slots).map(([position, uids]) => ({
    slotId: `${position}Slot-${page.uid}`,
    position,
    name: `${position} Slot`,
    slotShared: position in COMMON,
    components: { component: COMPONENTS.filter(component => uids.includes(component.uid)) },
  }))
  return { uid: page.uid, uuid: page.uid, title: page.title, name: page.title, label: page.label, typeCode: page.typeCode, template: `${page.typeCode}Template`, defaultPage: true, contentSlots: { contentSlot } }
}

function notFound(message: string): OccError {
  return new OccError(404, { type: 'CMSItemNotFoundError', reason: 'notFound', message })
}
