/** Text that stands as a comment above what it is about. */
interface Explained {
  readonly why?: string;
}

/** A node of the tree that alerts go down; the first child that matches takes the alert. Fields as in Alertmanager. */
export interface Route extends Explained {
  readonly matchers?: readonly string[];
  readonly receiver?: string;
  /** Whether the routes after this one are looked at, too. */
  readonly continue?: boolean;
  readonly group_by?: readonly string[];
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
  readonly mute_time_intervals?: readonly string[];
  readonly routes?: readonly Route[];
}

/** While an alert of the source fires, those of the target that are equal in these labels are not sent. */
export interface Inhibition extends Explained {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal: readonly string[];
}

/** Fields of one way to tell somebody, as in Alertmanager. */
export type Integration = Readonly<Record<string, unknown>>;

/** The name under which Alertmanager lists ways of a kind. */
export type IntegrationList = 'pagerduty_configs' | 'slack_configs' | 'webhook_configs' | 'email_configs';

export type ReceiverNode = Explained & { readonly name: string } & {
  readonly [List in IntegrationList]?: readonly Integration[];
};

export interface MuteTimeNode {
  readonly name: string;
  readonly time_intervals: readonly object[];
}

/** A configuration of Alertmanager. */
export interface Configuration {
  readonly templates: readonly string[];
  readonly route: Route;
  readonly inhibit_rules: readonly Inhibition[];
  readonly time_intervals?: readonly MuteTimeNode[];
  readonly receivers: readonly ReceiverNode[];
}
