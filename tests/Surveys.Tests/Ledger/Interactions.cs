using System.Collections.Immutable;
using System.Globalization;
using Surveys.Ledger;

namespace Surveys.Tests.Ledger;

/// <summary>Rows for tests.</summary>
internal static class Interactions
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    /// <summary>A web interaction by AI, resolved, whose citizen could not be texted.</summary>
    public static Interaction Row(string service, int number, int day = 23)
    {
        var id = number.ToString(CultureInfo.InvariantCulture);
        return new Interaction
        {
            Key = InteractionKey.Of(service, new DateOnly(2026, 11, day), id, 1),
            Report = new ReportedFacts
            {
                InteractionId = id,
                CompletedAt = Noon.AddDays(day - 23),
                ReportedAt = Noon.AddDays(day - 23).AddMinutes(1),
                Assistance = Assistance.Ai,
                Channel = Channel.Web,
                Outcome = Outcome.Resolved,
                Language = "kk",
            },
            Survey = new SurveyProgress { ExpiresAt = Noon.AddDays(day - 9), LinkIssued = true },
            Sms = new SmsDelivery { Reason = Reason.NoContact },
        };
    }

    public static Interaction WithReport(this Interaction row, Func<ReportedFacts, ReportedFacts> change) =>
        row with
        {
            Report = change(row.Report),
        };

    public static Interaction WithSms(this Interaction row, Func<SmsDelivery, SmsDelivery> change) =>
        row with
        {
            Sms = change(row.Sms),
        };

    public static Interaction WithSurvey(this Interaction row, Func<SurveyProgress, SurveyProgress> change) =>
        row with
        {
            Survey = change(row.Survey),
        };

    public static Interaction WithAnswer(this Interaction row, string question, string choice) =>
        row with
        {
            Survey = row.Survey with
            {
                Answers = row.Survey.Answers.SetItem(
                    question,
                    new Answer(choice, Noon, Noon, ResponseChannel.Web, AnswerLink.Texted)
                ),
            },
        };

    /// <summary>A row whose every field is drawn, and differs from what an absent one is read as.</summary>
    public static Interaction Random(string service, Random random)
    {
        var id = $"{random.Next()}/ү?#{random.Next()}";
        DateTimeOffset At() => Noon.AddTicks(random.NextInt64(TimeSpan.TicksPerDay));
        T One<T>()
            where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];
        Answer Answer(string choice) => new(choice, At(), At(), One<ResponseChannel>(), One<AnswerLink>());
        return new Interaction
        {
            Key = InteractionKey.Of(service, new DateOnly(2026, 11, 23), id, 1),
            Report = new ReportedFacts
            {
                InteractionId = id,
                CompletedAt = At(),
                ReportedAt = At(),
                Assistance = One<Assistance>(),
                Channel = One<Channel>(),
                Outcome = One<Outcome>(),
                Language = random.GetItems(["kk", "ru", "en"], 1)[0],
                Region = "KZ-75",
                Model = "көмекші-3",
                DurationSeconds = random.Next(1, 9_000),
                SmsConsent = true,
                Sensitive = true,
                PhoneGiven = true,
                Imported = true,
            },
            Survey = new SurveyProgress
            {
                ExpiresAt = At(),
                LinkIssued = true,
                Withdrawn = random.Next(2) is 1,
                Answers = ImmutableSortedDictionary
                    .Create<string, Answer>(StringComparer.Ordinal)
                    .Add("satisfaction", Answer("5"))
                    .Add("resolved", Answer("partly"))
                    .Add("comment", Answer("")),
                Comment = "Рақмет! \"<&>\u2028 😀",
                Conversation = "asked=ease",
                Inbounds = [new Inbound("SM3", "Рақмет!"), new Inbound("SM4", null)],
            },
            Sms = new SmsDelivery
            {
                State = One<SmsState>(),
                Reason = One<Reason>(),
                SendAt = At(),
                SentAt = At(),
                Attempt = random.Next(1, 5),
                Deadline = At(),
                Sid = "SM1",
                ReminderState = random.GetItems(
                    [ReminderState.Scheduled, ReminderState.Sending, ReminderState.Sent, ReminderState.Dropped],
                    1
                )[0],
                ReminderAt = At(),
                ReminderSid = "SM2",
                Parts = random.Next(1, 5),
                CostMillionths = random.NextInt64(1, long.MaxValue >> 20),
            },
            Contact = new ContactDetails { SealedPhone = "sealed", PhoneHash = "1:hash" },
        };
    }
}
