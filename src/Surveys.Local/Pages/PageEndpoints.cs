using System.Globalization;
using Microsoft.Extensions.Options;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.ServiceRegister;
using Surveys.Sms;

namespace Surveys.Local.Pages;

/// <summary>The pages for developers: the overview and the simulated phones.</summary>
internal static class PageEndpoints
{
    public static readonly Endpoint GetFrontPage = new("GetFrontPage", "GET", "", Roles.Anyone, ShowFrontAsync)
    {
        Summary = "Local host only: the overview",
    };

    public static readonly Endpoint GetPhones = new("GetPhones", "GET", "dev/phones", Roles.Anyone, ShowPhonesAsync)
    {
        Summary = "Local host only: the simulated phones as a page",
        Query = ["phone"],
    };

    /// <summary>The maximum number of phones in the list.</summary>
    private const int MaxPhones = 200;

    private static async Task<IResult> ShowFrontAsync(
        ServicesTable services,
        HostAddress address,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        new DevPage(
            typeof(FrontPage),
            new()
            {
                [nameof(FrontPage.ServicesShown)] = (await services.ListAsync(cancellationToken))
                    .Select(stored => stored.Service)
                    .ToList(),
                [nameof(FrontPage.Address)] = address.Uri,
                [nameof(FrontPage.Time)] = time,
            }
        );

    private static async Task<IResult> ShowPhonesAsync(
        string? phone,
        PhonesTable table,
        Country country,
        IOptions<SurveysOptions> addresses,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        PhoneNumber? chosen = null;
        if (phone is not null)
        {
            if (!PhoneNumber.TryParse(phone, country, out var number))
            {
                return Problem.Invalid("phone", PhoneNumber.FormError(country));
            }

            chosen = number;
        }

        var view = ViewOf(await table.ListAsync(cancellationToken), chosen, addresses.Value);
        return new DevPage(
            typeof(PhonesPage),
            new() { [nameof(PhonesPage.View)] = view, [nameof(PhonesPage.Time)] = time }
        );
    }

    private static PhonesView ViewOf(IEnumerable<SimulatedSms> texts, PhoneNumber? chosen, SurveysOptions addresses)
    {
        var phones = texts
            .GroupBy(text => text.Phone)
            .Select(group => group.ToList())
            .OrderByDescending(group => group[^1].At)
            .ToList();
        var open = phones.FirstOrDefault(group => group[0].Phone == chosen) ?? [];
        return new PhonesView
        {
            Phones =
            [
                .. phones
                    .Take(MaxPhones)
                    .Select(group => new PhoneListItem(group[0].Phone.E164, Preview(group[^1]), group[^1].At)),
            ],
            More = Math.Max(0, phones.Count - MaxPhones),
            Chosen = chosen?.E164,
            Sender = open.LastOrDefault(text => !text.IsInbound)?.Sender,
            Messages =
            [
                .. open.Select(text => new PhoneMessage(
                    text.IsInbound,
                    SmsLinks.Split(text.Body, addresses),
                    text.At,
                    Note(text)
                )),
            ],
        };
    }

    private static string Preview(SimulatedSms text) =>
        (text.IsInbound ? "← " : "") + (text.Body.Length is 0 ? "(empty)" : text.Body);

    private static string Note(SimulatedSms text)
    {
        if (text.IsInbound)
        {
            return "";
        }

        var parts = Segments.Of(text.Body).Parts;
        var failure = text.Status is "undelivered" ? $" · not delivered ({text.ErrorCode})" : "";
        return string.Create(CultureInfo.InvariantCulture, $" · {parts} {(parts is 1 ? "part" : "parts")}{failure}");
    }
}
