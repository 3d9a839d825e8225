import { dashboardPictures } from './dashboard.ts'
import { requestPicture, sessionPicture } from './lifecycles.ts'
import { refreshPicture } from './refresh.ts'

/** The pictures of the documentation, by their path. */
export const pictures: Readonly<Record<string, () => string>> = {
  ...dashboardPictures,
  'docs/pictures/refresh.svg': refreshPicture,
  'docs/pictures/request.svg': requestPicture,
  'docs/pictures/session.svg': sessionPicture,
}
