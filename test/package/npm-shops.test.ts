import { describe } from 'vitest'
import { npmLines } from './app.ts'
import { testShop } from './test-shop.ts'

describe.each(npmLines)('$title', line => testShop(line))
