import { adoptionAudit } from './adoption/audit.js';
import type { Audit } from './audit.js';
import { graphAudit } from './graph/audit.js';
import { namesAudit } from './names/audit.js';
import { pathsAudit } from './paths/audit.js';
import { portsAudit } from './ports/audit.js';

/** All audits, in the order of the risks. */
export const audits: readonly Audit[] = [pathsAudit, graphAudit, portsAudit, adoptionAudit, namesAudit];
