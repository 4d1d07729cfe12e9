/** For jest only: suites that need a real MeshCentral. */
import { meshCentralAvailable, whyNoMeshCentral } from './availability';

/** As `describe`; where MeshCentral's agent cannot run, the suite is skipped and says why. */
export function describeWithMeshCentral(name: string, suite: () => void): void {
	if (meshCentralAvailable()) describe(name, suite);
	else describe.skip(`${name} (skipped: ${whyNoMeshCentral()})`, suite);
}
