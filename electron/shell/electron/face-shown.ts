/**
 * A script that answers whether a page shows its face. Only the page's own script puts anything into `#app`
 * (`renderer/client/face.ts`), so `#app` stays empty where that script throws. A fault screen doesn't count, and a
 * fallback page has no `#app`.
 */
export const IS_FACE_SHOWN = "document.querySelector('#app > :not(.fault)') !== null"
