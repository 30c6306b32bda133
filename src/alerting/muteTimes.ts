import type { Alerting } from '../settingsAlerting.js';
import type { MuteTimeNode } from './model.js';

/** The times without warnings, as Alertmanager reads them. */
export function muteTimeNodes({ muteTimes }: Alerting): MuteTimeNode[] {
  return [...muteTimes].map(([name, times]) => ({
    name,
    time_intervals: times.map(({ weekdays, from = '00:00', to = '24:00', time_zone }) => ({
      ...(weekdays === undefined ? {} : { weekdays }),
      times: [{ start_time: from, end_time: to }],
      ...(time_zone === undefined ? {} : { location: time_zone }),
    })),
  }));
}
