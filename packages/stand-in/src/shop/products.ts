import type { Localized } from './site.ts'

/** A product of the catalogue. */
export interface Product {
  code: string
  site: string
  name: Localized
  manufacturer: string
  category: string
  summary: Localized
  /** US dollars. */
  price: number
  stock: number
  reviews: Review[]
}

export interface Review {
  id: string
  alias: string
  headline: string
  comment: string
  rating: number
  date: string
}

/** A category of the catalogue. */
export interface Category { code: string, site: string, name: Localized, image: string }

export const CATEGORIES: Category[] = [
  { code: 'cameras', site: 'electronics', name: { en: 'Cameras', de: 'Kameras', ja: 'カメラ' }, image: '📷' },
  { code: 'lenses', site: 'electronics', name: { en: 'Lenses', de: 'Objektive', ja: 'レンズ' }, image: '🔭' },
  { code: 'audio', site: 'electronics', name: { en: 'Audio', de: 'Audio', ja: 'オーディオ' }, image: '🎧' },
  { code: 'computers', site: 'electronics', name: { en: 'Computers', de: 'Computer', ja: 'コンピューター' }, image: '💻' },
  { code: 'accessories', site: 'electronics', name: { en: 'Accessories', de: 'Zubehör', ja: 'アクセサリー' }, image: '🎒' },
  { code: 'shirts', site: 'apparel', name: { en: 'Shirts', de: 'Hemden', ja: 'シャツ' }, image: '👕' },
  { code: 'shoes', site: 'apparel', name: { en: 'Shoes', de: 'Schuhe', ja: '靴' }, image: '👟' },
]

/** code | site | category | manufacturer | English name | German name | Japanese name | price in USD | stock | English summary | German summary */
const CATALOGUE = `
300938|electronics|cameras|Fotolux|Photosmart E317 Digital Camera|Digitalkamera Photosmart E317|デジタルカメラ Photosmart E317|114.12|25|A pocket camera for every day, with a bright 3x zoom|Eine Kompaktkamera für jeden Tag mit hellem Dreifachzoom
1934793|electronics|cameras|Fotolux|PowerShot A480|||99.85|60|Ten megapixels and a face that it never forgets|Zehn Megapixel und ein Gesicht, das sie nie vergisst
1981415|electronics|cameras|Okular|Alpha 350 DSLR|Spiegelreflexkamera Alpha 350|デジタル一眼レフ Alpha 350|589.00|14|A single-lens reflex for people who take their time|Eine Spiegelreflex für Menschen, die sich Zeit nehmen
1990255|electronics|cameras|Okular|EOS Mirrorless M5|Systemkamera EOS M5|ミラーレスカメラ EOS M5|879.50|9|Mirrorless, light, and quicker than you|Spiegellos, leicht und schneller als du
2053266|electronics|cameras|Panorex|Action Cam Mini 4K|Actionkamera Mini 4K|アクションカメラ Mini 4K|249.99|40|Waterproof to ten metres, dust-proof everywhere|Wasserdicht bis zehn Meter, staubdicht überall
816780|electronics|cameras|Panorex|Instant Camera Snap|Sofortbildkamera Snap|インスタントカメラ Snap|79.90|3|Prints while you smile|Druckt, während du lächelst
1382080|electronics|lenses|Okular|50 mm f/1.8 Prime|Festbrennweite 50 mm f/1.8|50 mm f/1.8 単焦点レンズ|129.00|32|The lens that everybody should start with|Das Objektiv, mit dem alle anfangen sollten
1382081|electronics|lenses|Okular|24-70 mm f/2.8 Zoom|Zoomobjektiv 24-70 mm f/2.8|24-70 mm f/2.8 ズームレンズ|1149.00|6|One lens for a whole wedding|Ein Objektiv für eine ganze Hochzeit
1776948|electronics|lenses|Fotolux|10-18 mm Wide Angle|Weitwinkelobjektiv 10-18 mm|10-18 mm 広角レンズ|279.00|18|Gets the whole room in|Bekommt das ganze Zimmer ins Bild
2006139|electronics|lenses|Fotolux|100 mm Macro|Makroobjektiv 100 mm|100 mm マクロレンズ|449.00|0|For the small things in life|Für die kleinen Dinge des Lebens
3755211|electronics|audio|Klangwerk|Studio Headphones H7|Studiokopfhörer H7|スタジオヘッドホン H7|199.00|50|Closed, honest, comfortable for a day|Geschlossen, ehrlich, bequem für einen ganzen Tag
3755219|electronics|audio|Klangwerk|Wireless Earbuds Air|Kabellose Ohrhörer Air|ワイヤレスイヤホン Air|89.00|120|Six hours of music, thirty with the case|Sechs Stunden Musik, dreißig mit der Hülle
3881018|electronics|audio|Klangwerk|Portable Speaker One|Tragbarer Lautsprecher One|ポータブルスピーカー One|59.50|75|Small in the hand, large in the garden|Klein in der Hand, groß im Garten
3887130|electronics|audio|Resona|Turntable T1|Plattenspieler T1|ターンテーブル T1|329.00|11|Belt drive and a heavy platter|Riemenantrieb und ein schwerer Teller
3965240|electronics|audio|Resona|USB Microphone Cast|USB-Mikrofon Cast|USBマイク Cast|119.00|27|For podcasts that sound like radio|Für Podcasts, die nach Radio klingen
4105250|electronics|computers|Norda|Laptop 14 Pro||ノートパソコン 14 Pro|1399.00|8|Fourteen inches, sixteen hours|Vierzehn Zoll, sechzehn Stunden
4105260|electronics|computers|Norda|Tablet 11||タブレット 11|529.00|22|A sheet of paper that plays films|Ein Blatt Papier, das Filme zeigt
4205431|electronics|computers|Norda|Mechanical Keyboard K2|Mechanische Tastatur K2|メカニカルキーボード K2|109.00|44|Clicks like a typewriter, or does not: your choice|Klickt wie eine Schreibmaschine oder auch nicht
4205439|electronics|computers|Norda|Ergonomic Mouse|Ergonomische Maus|エルゴノミックマウス|49.90|90|A handshake for your desk|Ein Händedruck für den Schreibtisch
23355|electronics|computers|Datron|27-inch Monitor 4K|27-Zoll-Monitor 4K|27インチモニター 4K|419.00|16|Sharp text and calm colours|Scharfe Schrift und ruhige Farben
325234|electronics|accessories|Datron|SDXC Card 128 GB|SDXC-Karte 128 GB|SDXCカード 128 GB|24.99|300|Space for eight thousand pictures|Platz für achttausend Bilder
358639|electronics|accessories|Datron|Remote Control Tripod|Stativ mit Fernauslöser|リモコン付き三脚|38.99|35|Stands where you cannot|Steht, wo du nicht stehen kannst
443175|electronics|accessories|Panorex|Camera Backpack 20L|Kamerarucksack 20 l|カメラバックパック 20L|74.00|28|Room for two bodies and a sandwich|Platz für zwei Gehäuse und ein Brot
479956|electronics|accessories|Fotolux|Polarising Filter 67 mm|Polfilter 67 mm|偏光フィルター 67 mm|34.00|2|Bluer skies, clearer water|Blauerer Himmel, klareres Wasser
29533|apparel|shirts|Nordwind|Linen Shirt Indigo|Leinenhemd Indigo|リネンシャツ インディゴ|45.00|40|Cool in August|Kühl im August
29925|apparel|shirts|Nordwind|Flannel Shirt Pine|Flanellhemd Kiefer|フランネルシャツ パイン|52.00|25|Warm in January|Warm im Januar
29531|apparel|shirts|Kiesel|T-Shirt Plain White|T-Shirt Weiß|Tシャツ ホワイト|19.00|200|The one you always reach for|Das, zu dem man immer greift
45572|apparel|shoes|Kiesel|Canvas Sneaker|Leinenschuh|キャンバススニーカー|64.00|33|Better after a year|Nach einem Jahr noch besser
45573|apparel|shoes|Berggang|Hiking Boot Ridge|Wanderstiefel Grat|ハイキングブーツ Ridge|149.00|12|Dry feet at two thousand metres|Trockene Füße auf zweitausend Metern
`

/** A fresh copy of the catalogue, reviews included. */
export function createProducts(): Map<string, Product> {
  const products = new Map<string, Product>()
  for (const line of CATALOGUE.trim().split('\n')) {
    const [code = '', site = '', category = '', manufacturer = '', name = '', nameDe, nameJa, price, stock, en = '', de] = line.split('|')
    products.set(code, { code, site, category, manufacturer, name: { en: name, de: nameDe, ja: nameJa }, price: Number(price), stock: Number(stock), summary: { en, de }, reviews: seedReviews(code) })
  }
  return products
}

function seedReviews(code: string): Review[] {
  return Number(code) % 3
    ? [
        { id: `${code}-1`, alias: 'Kim', headline: 'Does what it says', comment: 'Arrived quickly and works as described.', rating: 4, date: '2026-02-11T09:30:00+0000' },
        { id: `${code}-2`, alias: 'Alex', headline: 'Very happy', comment: 'I would buy it again at once.', rating: 5, date: '2026-05-02T17:05:00+0000' },
      ]
    : []
}
