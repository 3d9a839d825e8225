import { describe } from 'vitest'
import { otherLines } from './app.ts'
import { testShop } from './test-shop.ts'

describe.each(otherLines)('$title', line => testShop(line))
