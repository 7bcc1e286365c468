import '../client/jitless.ts'
import '../ui/base.css'
import { showFace } from '../client/face.ts'
import { SMALLEST_PANEL, touchTargets } from '../client/touch-targets.ts'
import KioskFace from './KioskFace.vue'
import { createKioskRouter } from './router.ts'

const { target, gap } = touchTargets(SMALLEST_PANEL)
document.documentElement.style.setProperty('--touch-u', String(target))
document.documentElement.style.setProperty('--gap-u', String(gap))
showFace(KioskFace, createKioskRouter())
