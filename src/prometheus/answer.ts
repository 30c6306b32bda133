/** Names and values of labels, `__name__` among them. */
export type Labels = Readonly<Record<string, string>>;

/** One value. A native histogram has none that could be compared. */
export interface Point {
  /** Unix time in seconds. */
  readonly at: number;
  readonly value: number;
}

/** Points of one series, the oldest first; an instant query gives one. */
export interface Series {
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** What Prometheus measured. `warnings` say that something is missing in it, as in a partial response. */
export interface SeriesAnswer {
  readonly kind: 'series';
  readonly series: readonly Series[];
  readonly warnings: readonly string[];
}

/**
 * `unreachable`: no connection, or one that broke. `late`: not within the time given. `cancelled`: whoever asked did not
 * want to wait. `too-large`: longer than is read. `redirected`: redirects are not followed. `refused`: Prometheus says
 * why it cannot. `unreadable`: not the answer of a Prometheus.
 */
export type Fault = 'unreachable' | 'late' | 'cancelled' | 'too-large' | 'redirected' | 'refused' | 'unreadable';

export interface ErrorAnswer {
  readonly kind: 'error';
  readonly fault: Fault;
  /** One line without a final full stop. */
  readonly message: string;
}

export type Answer = SeriesAnswer | ErrorAnswer;

/** An alert as Prometheus itself sees it. */
export interface ActiveAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing';
  /** RFC 3339. */
  readonly activeAt: string;
}

export interface AlertsAnswer {
  readonly kind: 'alerts';
  readonly alerts: readonly ActiveAlert[];
}

/** A rule that Prometheus has loaded. */
export interface LoadedRule {
  readonly group: string;
  readonly name: string;
  readonly type: 'alerting' | 'recording';
  readonly query: string;
  /** Whether it was evaluated without an error when last it was; `unknown` where it never was. */
  readonly health: 'ok' | 'err' | 'unknown';
}

export interface RulesAnswer {
  readonly kind: 'rules';
  readonly rules: readonly LoadedRule[];
}

export interface StatusAnswer {
  readonly kind: 'status';
  readonly version: string;
}
