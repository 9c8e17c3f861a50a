using System.Globalization;
using Microsoft.Extensions.Options;
using Surveys.Countries;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.ServiceRegister;
using Surveys.Sms;

namespace Surveys.Local.Pages;

/// <summary>A developer's pages: what is where, and the simulated phones.</summary>
internal static class PageEndpoints
{
    public static readonly Endpoint GetFrontPage = new("GetFrontPage", "GET", "", Roles.Anyone, ShowFrontAsync)
    {
        Summary = "Local host only: what is where",
    };

    public static readonly Endpoint GetPhones = new("GetPhones", "GET", "dev/phones", Roles.Anyone, ShowPhonesAsync)
    {
        Summary = "Local host only: the simulated phones as a page",
        Query = ["phone"],
    };

    /// <summary>A list of more is no list to read.</summary>
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

        var phones = (await table.ListAsync(cancellationToken))
            .GroupBy(text => text.Phone)
            .Select(texts => texts.ToList())
            .OrderByDescending(texts => texts[^1].At)
            .ToList();
        var open = phones.FirstOrDefault(texts => texts[0].Phone == chosen) ?? [];
        return new DevPage(
            typeof(PhonesPage),
            new()
            {
                [nameof(PhonesPage.View)] = new PhonesView
                {
                    Phones =
                    [
                        .. phones
                            .Take(MaxPhones)
                            .Select(texts => new PhoneListItem(texts[0].Phone.E164, Preview(texts[^1]), texts[^1].At)),
                    ],
                    More = Math.Max(0, phones.Count - MaxPhones),
                    Chosen = chosen?.E164,
                    Sender = open.LastOrDefault(text => !text.IsInbound)?.Sender,
                    Messages =
                    [
                        .. open.Select(text => new PhoneMessage(
                            text.IsInbound,
                            SmsLinks.Split(text.Body, addresses.Value),
                            text.At,
                            Note(text)
                        )),
                    ],
                },
                [nameof(PhonesPage.Time)] = time,
            }
        );
    }

    private static string Preview(PhoneText text) =>
        (text.IsInbound ? "← " : "") + (text.Body.Length is 0 ? "(empty)" : text.Body);

    private static string Note(PhoneText text)
    {
        var parts = Segments.Of(text.Body).Parts;
        return text.IsInbound
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" · {parts} {(parts is 1 ? "part" : "parts")}{(text.Status is "undelivered" ? $" · not delivered ({text.ErrorCode})" : "")}"
            );
    }
}
