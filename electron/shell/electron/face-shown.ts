/**
 * A script that says whether a page shows its face, for a look into it from outside. Only the page's own script puts
 * anything into `#app` (`renderer/client/face.ts`): it stays empty where that throws, a fault screen isn't the face,
 * and the fallback page that is answered for a missing one has no such place.
 */
export const IS_FACE_SHOWN = "document.querySelector('#app > :not(.fault)') !== null"
