import { COUNTRIES, countryOf, REGIONS, STORES } from '../../shop/site.ts'
import { OccReply, paginate, pathValue, type Handlers, type OccCall } from '../call.ts'
import { unknownIdentifier } from '../errors.ts'

type Store = typeof STORES[number]

/** Points of service. */
export const storeHandlers: Handlers = {
  getStoreLocations: (call) => {
    const found = search(call)
    const { items, pagination } = paginate(found, call.query)
    return { stores: items.map(storeView), pagination, locationText: call.query.get('query') ?? '', sorts: [] }
  },
  countStoreLocations: call => new OccReply({ headers: { 'x-total-count': search(call).length } }),
  getStoresByCountry: call => ({ pointOfServices: STORES.filter(store => store.country === pathValue(call, 'countryIso')).map(storeView) }),
  getStoresByCountryAndRegion: call => ({
    pointOfServices: STORES.filter(store => store.country === pathValue(call, 'countryIso') && store.region === pathValue(call, 'regionIso')).map(storeView),
  }),
  getLocationCounts: () => ({
    countriesAndRegionsStoreCount: COUNTRIES.map(({ isocode, name }) => ({ isoCode: isocode, name, type: 'COUNTRY', count: STORES.filter(store => store.country === isocode).length }))
      .filter(({ count }) => count > 0),
  }),
  getStoreLocation: (call) => {
    const store = STORES.find(store => store.name === pathValue(call, 'storeId'))
    if (!store) throw unknownIdentifier(`Point of service with name '${pathValue(call, 'storeId')}' not found!`)
    return storeView(store)
  },
}

function search(call: OccCall): Store[] {
  const query = call.query.get('query')?.toLowerCase()
  return query ? STORES.filter(store => `${store.name} ${store.town} ${store.country}`.toLowerCase().includes(query)) : STORES
}

function storeView(store: Store) {
  return {
    name: store.name,
    displayName: store.name,
    address: {
      line1: store.line1,
      town: store.town,
      postalCode: store.postalCode,
      country: countryOf(store.country),
      region: REGIONS[store.country]?.find(region => region.isocode === store.region),
    },
    geoPoint: { latitude: store.latitude, longitude: store.longitude },
    openingHours: { code: 'standard', weekDayOpeningList: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].map(weekDay => ({ weekDay, closed: false, openingTime: { formattedHour: '9:00 AM' }, closingTime: { formattedHour: '8:00 PM' } })) },
    features: { entry: [] },
  }
}
