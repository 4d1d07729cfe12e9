import type { Task, TaskResult } from './rows';

/** A task without its schedule. */
export function blankTask(): Omit<Task, 'id' | 'created_by' | 'created_time' | 'modified_by' | 'modified_time'> {
	return {
		run_time_date: null, expire_date: null, actions: [], name: '', collector_all_output: false, enabled: true, continue_on_error: true,
		alert_severity: 'info', email_alert: false, text_alert: false, dashboard_alert: false, task_type: 'manual',
		win_task_name: 'TacticalRMM_CoQlBcPrOChTidGIGaaDgXDabHieweGJRXp', daily_interval: null, run_time_bit_weekdays: null,
		weekly_interval: null, run_time_minute: null, monthly_days_of_month: null, monthly_months_of_year: null,
		monthly_weeks_of_month: null, task_repetition_duration: null, task_repetition_interval: null, stop_task_at_duration_end: false,
		random_task_delay: null, remove_if_not_scheduled: false, run_asap_after_missed: false, task_instance_policy: 1,
		task_supported_platforms: ['windows'], managed_by_policy: false, agent: null, policy: null, custom_field: null, assigned_check: null,
	};
}

/** The result of a task that has not run yet. */
export function blankTaskResult(): Omit<TaskResult, 'id' | 'agent' | 'task'> {
	return {
		retcode: null, stdout: null, stderr: null, execution_time: '0.0000', last_run: null, status: 'pending', sync_status: 'initial',
		locked_at: null, run_status: null,
	};
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** When a task runs, in English. */
export function scheduleOf(task: Task): string {
	const time = clockTime(task.run_time_date);
	const days = weekdays.filter((_, day) => Number(task.run_time_bit_weekdays) & (1 << day)).join(', ');
	switch (task.task_type) {
		case 'daily':
			return task.daily_interval === 1 ? `Daily at ${time}` : `Every ${task.daily_interval as number} days at ${time}`;
		case 'weekly':
			return `${days} at ${time} every ${task.weekly_interval as number} weeks`;
		case 'monthly':
			return `Runs on the selected days of the selected months at ${time}`;
		case 'runonce':
			return `Run once on ${task.run_time_date}`;
		case 'checkfailure':
			return 'Every time check fails';
		default:
			return 'Manual';
	}
}

function clockTime(stamp: string | null): string {
	const [, hours = '00', minutes = '00'] = /T(\d\d):(\d\d)/.exec(stamp ?? '') ?? [];
	const hour = Number(hours);
	return `${String(hour % 12 || 12).padStart(2, '0')}:${minutes}${hour < 12 ? 'AM' : 'PM'}`;
}
