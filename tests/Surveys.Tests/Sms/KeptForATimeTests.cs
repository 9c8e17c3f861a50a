using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Surveys.Ledger;
using Surveys.Sms;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Sms;

/// <summary>
/// Retention and erasure: hashes until 30 days after the survey, contacts while they are used, rows for 24 months, and
/// nothing of citizens who asked for erasure.
/// </summary>
public sealed class KeptForATimeTests(FrontDoor door) : FrontDoorTests
{
    private readonly Texting _texting = new(door);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_wipes_contact_and_comment_and_keeps_the_opt_out_and_the_counts()
    {
        await door.RegisterAsync("erase");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("erase", "answered", phone, "ru");
        foreach (var text in (string[])["5", "1", "4", "Всё хорошо, но долго"])
        {
            await _texting.WriteAsync(phone, text);
        }

        await _texting.ReportAsync("erase", "waiting", phone, "ru");
        await _texting.WriteAsync(phone, "СТОП");
        var link = _texting.LastTo(phone).Text.Body.Split("gov.kz/s/")[1][..10];

        var report = await EraseAsync(phone);
        Assert.Equal(
            (2, true),
            (report.GetProperty("interactions").GetInt32(), report.GetProperty("optOutKept").GetBoolean())
        );
        Assert.Contains("STOP", report.GetProperty("detail").GetString(), StringComparison.Ordinal);
        var row = await _texting.RowAsync("erase", "answered");
        Assert.True(
            row
                is {
                    Contact.SealedPhone: null,
                    Contact.PhoneHash: null,
                    Survey.Comment: null,
                    Survey.Conversation: null,
                    Survey.Inbounds.IsEmpty: true
                }
        );
        Assert.Equal("5", row.Survey.Satisfaction!.Choice);
        Assert.Equal("withheld erased", await _texting.StandingAsync("erase", "waiting"));
        Assert.Equal(HttpStatusCode.NotFound, (await door.Anyone.GetAsync($"s/{link}", Cancel)).StatusCode);

        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Single(door.Carrier.To(phone));
        await _texting.ReportAsync("erase", "after", phone, "ru");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal("withheld opted-out", await _texting.StandingAsync("erase", "after"));

        // An erasure is safe to repeat, and an unknown number is accepted.
        Assert.Equal(1, (await EraseAsync(phone)).GetProperty("interactions").GetInt32());
        Assert.Equal(0, (await EraseAsync("8 701 999 88 77")).GetProperty("interactions").GetInt32());
        await door.RecountAsync();
    }

    [Fact]
    public async Task An_erasure_during_the_send_is_not_undone_by_its_record()
    {
        await door.RegisterAsync("leaving");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        door.Carrier.Answer = message =>
        {
            if (message.To.E164 == phone)
            {
                EraseAsync(phone).GetAwaiter().GetResult();
            }

            return null;
        };
        await _texting.ReportAsync("leaving", "one", phone);
        await Task.Run(() => door.PassAsync(TimeSpan.FromMinutes(16)), Cancel);
        door.Carrier.Answer = _ => null;

        Assert.Equal("sent", await _texting.StandingAsync("leaving", "one"));
        Assert.True(
            await _texting.RowAsync("leaving", "one") is { Contact.SealedPhone: null, Contact.PhoneHash: null }
        );
        Assert.Null(
            (
                await door
                    .Services.GetRequiredService<ContactsTable>()
                    .ReadAsync(Surveys.Privacy.PhoneNumber.OfE164(phone), Cancel)
            ).ETag
        );
    }

    [Fact]
    public async Task Hashes_are_deleted_30_days_after_the_survey_and_rows_after_24_months_and_figures_remain()
    {
        await door.RegisterAsync("retain");
        await _texting.MorningAsync();
        var phone = Texting.NewPhone();
        await _texting.InviteAsync("retain", "one", phone, "ru");
        await _texting.WriteAsync(phone, "5");
        var day = (await _texting.RowAsync("retain", "one")).Key.ServiceDay;
        var key = (await _texting.RowAsync("retain", "one")).Key;
        await PassAsync(TimeSpan.FromDays(43));
        Assert.NotNull((await _texting.RowAsync("retain", "one")).Contact.PhoneHash);
        await PassAsync(TimeSpan.FromDays(3));
        Assert.Null((await _texting.RowAsync("retain", "one")).Contact.PhoneHash);

        await PassAsync(TimeSpan.FromDays(640));
        Assert.NotNull(await FindAsync(key));
        await PassAsync(TimeSpan.FromDays(60));
        Assert.Null(await FindAsync(key));
        Assert.Contains(
            door.Log.Lines,
            line => line.Contains("rows deleted; the figures stay", StringComparison.Ordinal)
        );
        await door.RecountAsync();
        Assert.Equal((1, 1), await FiguresAsync(day));

        // An import for a day whose rows were deleted adds to its figures and does not replace them.
        var import = new[]
        {
            new
            {
                serviceId = "retain",
                interactionId = "old",
                completedAt = new DateTimeOffset(day.Day, new TimeOnly(6, 0), TimeSpan.Zero),
                assistance = "ai",
                channel = "web",
                answers = new { satisfaction = 5 },
            },
        };
        Assert.Equal(
            HttpStatusCode.Accepted,
            (await door.Admin.PostAsJsonAsync("v1/imports", import, Cancel)).StatusCode
        );
        await door.RecountAsync();
        Assert.Equal((2, 2), await FiguresAsync(day));
        await PassAsync(TimeSpan.FromDays(1));
        Assert.Equal((2, 2), await FiguresAsync(day));
        await door.RecountAsync();
    }

    [Fact]
    public async Task A_contact_is_deleted_when_no_cool_down_runs_and_no_row_has_its_hash_but_an_opt_out_remains()
    {
        await door.RegisterAsync("idle", new { cooldownDays = 40 });
        await _texting.MorningAsync();
        var (phone, stopped, back) = (Texting.NewPhone(), Texting.NewPhone(), Texting.NewPhone());
        foreach (var each in (string[])[phone, stopped, back])
        {
            await _texting.InviteAsync("idle", $"of {each[^7..]}", each, "ru");
        }

        await _texting.WriteAsync(stopped, "СТОП");
        await _texting.WriteAsync(back, "СТОП");
        await _texting.WriteAsync(back, "START");
        await RetainForADayAsync(TimeSpan.FromDays(68));
        Assert.NotEmpty((await ContactAsync(phone)).RecentSurveys);
        Assert.NotEmpty((await ContactAsync(stopped)).RecentSurveys);

        await RetainForADayAsync(TimeSpan.FromDays(2));
        Assert.Null((await ContactAsync(phone)).ETag);
        Assert.True(
            await ContactAsync(stopped)
                is {
                    OptedOutAt: not null,
                    RecentSurveys.IsEmpty: true,
                    Handled.IsEmpty: true,
                    LastTextedAt: null,
                    Language: null
                }
        );
        Assert.True(await ContactAsync(back) is { OptedOutAt: null, OptedInAt: not null, RecentSurveys.IsEmpty: true });

        // A row with only an opt-out is not written again, and a citizen who returns is texted or not as before.
        var etag = (await ContactAsync(stopped)).ETag;
        await RetainForADayAsync(TimeSpan.FromDays(90));
        Assert.Equal(etag, (await ContactAsync(stopped)).ETag);
        await _texting.MorningAsync();
        await _texting.InviteAsync("idle", "again", phone, "ru");
        await _texting.ReportAsync("idle", "never", stopped, "ru");
        await door.PassAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(2, door.Carrier.To(phone).Count);
        Assert.Equal("withheld opted-out", await _texting.StandingAsync("idle", "never"));
    }

    private Task<Contact> ContactAsync(string phone) =>
        door.Services.GetRequiredService<ContactsTable>().ReadAsync(Surveys.Privacy.PhoneNumber.OfE164(phone), Cancel);

    private async Task RetainForADayAsync(TimeSpan after)
    {
        await door.PassAsync(after);
        for (var hour = 0; hour < 24; hour++)
        {
            await door.PassAsync(TimeSpan.FromHours(1));
            await BackgroundWork.Retain.RunAsync(door.Services, Cancel);
        }
    }

    private async Task PassAsync(TimeSpan span)
    {
        await door.PassAsync(span);
        for (var times = 0; times < 3; times++)
        {
            await _texting.SweepAsync();
            await BackgroundWork.Retain.RunAsync(door.Services, Cancel);
            await door.PassAsync(TimeSpan.FromMinutes(6));
        }
    }

    private async Task<JsonElement> EraseAsync(string phone)
    {
        var response = await door.Admin.PostAsJsonAsync("v1/erasures", new { phone }, Cancel);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private Task<Interaction?> FindAsync(InteractionKey key) =>
        door.Services.GetRequiredService<Surveys.Ledger.InteractionLedger>().FindAsync(key, Cancel);

    private async Task<(long Interactions, long Fives)> FiguresAsync(ServiceDay day)
    {
        var tally = (
            await RollupsTable.ReadDaysAsync(
                door.Services.GetRequiredService<Surveys.Storage.SurveyStorage>(),
                RollupsTable.Month(day.Day),
                day.ServiceId,
                Cancel
            )
        )[day.Day];
        var counts = tally.Total().Counts;
        return (counts.Interactions, counts[Surveys.Scoring.Counters.Answer("satisfaction", "5")]);
    }
}
