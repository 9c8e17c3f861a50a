using Microsoft.Extensions.Options;
using Surveys.Http;
using Surveys.Privacy;
using Surveys.ServiceRegister;

namespace Surveys.Local.Pages;

/// <summary>A developer's pages: what is where, and the simulated phones.</summary>
internal static class PageEndpoints
{
    public static readonly Endpoint GetFrontPage = new("GetFrontPage", "GET", "", Callers.Anyone, ShowFrontAsync) { Summary = "Local host only: what is where" };

    public static readonly Endpoint GetPhones = new("GetPhones", "GET", "dev/phones", Callers.Anyone, ShowPhonesAsync)
    {
        Summary = "Local host only: the simulated phones as a page",
        Query = ["phone"],
    };

    private static async Task<IResult> ShowFrontAsync(ServicesTable services, OwnAddress own, TimeProvider time, CancellationToken cancellationToken) => new DevPage(typeof(FrontPage), new()
    {
        [nameof(FrontPage.ServicesShown)] = (await services.ListAsync(cancellationToken)).Select(stored => stored.Service).ToList(),
        [nameof(FrontPage.Address)] = own.Uri,
        [nameof(FrontPage.Time)] = time,
    });

    private static async Task<IResult> ShowPhonesAsync(string? phone, PhonesTable table, IOptions<SurveysOptions> addresses, TimeProvider time, CancellationToken cancellationToken)
    {
        PhoneNumber? chosen = null;
        if (phone is not null)
        {
            if (!PhoneNumber.TryParse(phone, out var number))
            {
                return Problem.Invalid("phone", "Must be a phone number, such as +77012345678.");
            }

            chosen = number;
        }

        var phones = (await table.ListAsync(cancellationToken)).GroupBy(text => text.Phone).Select(texts => (IReadOnlyList<PhoneText>)[.. texts]).OrderByDescending(texts => texts[^1].At).ToList();
        return new DevPage(typeof(PhonesPage), new()
        {
            [nameof(PhonesPage.Phones)] = phones,
            [nameof(PhonesPage.Chosen)] = chosen,
            [nameof(PhonesPage.Texts)] = phones.FirstOrDefault(texts => texts[0].Phone == chosen) ?? [],
            [nameof(PhonesPage.Addresses)] = addresses.Value,
            [nameof(PhonesPage.Time)] = time,
        });
    }
}
