using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Surveys.Invitations;
using Surveys.Ledger;
using Surveys.ServiceRegister;
using Surveys.Sms.Twilio;
using Surveys.Tests.Fixture;

namespace Surveys.Tests.Pages;

/// <summary>A citizen whose interaction was reported, with the links to the survey and a browser without scripts or cookies.</summary>
internal sealed class Citizen(FrontDoor door, string serviceId, string interactionId, string token, string? phone)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The path of the link that the service shows.</summary>
    public string Shown => $"/s/{token}";

    /// <summary>The path of the link in the text.</summary>
    public string Texted => "/s/" + Code;

    /// <summary>The code in the first text that arrived.</summary>
    public string Code
    {
        get
        {
            var text = door.Carrier.To(phone!)[0];
            return text.Substring(text.IndexOf("gov.kz/s/", StringComparison.Ordinal) + "gov.kz/s/".Length, 10);
        }
    }

    /// <summary>Reports an interaction. The defaults are: by AI, on the web, in Kazakh, no phone.</summary>
    public static async Task<Citizen> MeetAsync(
        FrontDoor door,
        HttpClient producer,
        string serviceId,
        string interactionId,
        string? phone = null,
        string assistance = "ai",
        string language = "kk",
        bool smsConsent = true
    )
    {
        var completedAt = door.Time.GetUtcNow();
        object report = phone is null
            ? new
            {
                serviceId,
                interactionId,
                completedAt,
                assistance,
                channel = "web",
                language,
            }
            : new
            {
                serviceId,
                interactionId,
                completedAt,
                assistance,
                channel = "web",
                language,
                phone,
                smsConsent,
            };
        var response = await producer.PostAsJsonAsync("v1/interactions", report, Cancel);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancel));
        var invitation = (await response.Content.ReadFromJsonAsync<JsonElement>(Cancel))
            .GetProperty("items")[0]
            .GetProperty("invitation");

        // A citizen who can get a text has no such link. The token is the one that earlier versions gave to reporters.
        var token = invitation.TryGetProperty("surveyUrl", out var url)
            ? url.GetString()!.Split('/')[^1]
            : door
                .Services.GetRequiredService<SurveyLinks>()
                .TokenOf(await KeyOfAsync(door, serviceId, interactionId, completedAt));
        return new Citizen(door, serviceId, interactionId, token, phone);
    }

    private static async Task<InteractionKey> KeyOfAsync(
        FrontDoor door,
        string serviceId,
        string interactionId,
        DateTimeOffset completedAt
    ) =>
        (await door.Services.GetRequiredService<ServicesTable>().FindAsync(serviceId, Cancel))!.KeyOf(
            interactionId,
            completedAt
        );

    /// <summary>Submits a form. It does not follow redirects.</summary>
    public Task<HttpResponseMessage> SendAsync(string path, params (string Field, string Value)[] form) =>
        door.Anyone.PostAsync(
            path,
            new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Field, field.Value))),
            Cancel
        );

    /// <summary>Submits a form and opens the page that a browser shows after it.</summary>
    public async Task<IHtmlDocument> AnswerAsync(string path, params (string Field, string Value)[] form)
    {
        var response = await SendAsync(path, form);
        if (response.StatusCode is not HttpStatusCode.SeeOther)
        {
            return await PageOf(response);
        }

        return await OpenAsync(response.Headers.Location!.ToString());
    }

    /// <summary>Opens a page.</summary>
    public async Task<IHtmlDocument> OpenAsync(string path) => await PageOf(await door.Anyone.GetAsync(path, Cancel));

    /// <summary>Opens the link that the service shows.</summary>
    public Task<IHtmlDocument> OpenSurveyAsync() => OpenAsync(Shown);

    /// <summary>Withdraws the interaction, as its reporter or as an admin.</summary>
    public async Task WithdrawAsync(HttpClient caller) =>
        Assert.Equal(
            HttpStatusCode.NoContent,
            (await caller.DeleteAsync($"v1/services/{serviceId}/interactions/{interactionId}", Cancel)).StatusCode
        );

    /// <summary>Sends a text, and returns the reply; null if there is none.</summary>
    public async Task<string?> TextAsync(string body)
    {
        var path = TwilioEndpoints.MessagesPath;
        Dictionary<string, string> form = new()
        {
            ["MessageSid"] = $"SM{Guid.CreateVersion7():n}",
            ["From"] = phone!,
            ["To"] = "+77001112233",
            ["Body"] = body,
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form) };
        var signed = form.Select(field => KeyValuePair.Create(field.Key, new StringValues(field.Value)));
        request.Headers.Add(
            TwilioSignature.Header,
            TwilioSignature.Of(FrontDoor.CarrierToken, new Uri(FrontDoor.PublicUrl, path).ToString(), signed)
        );
        var response = await door.Anyone.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return System
            .Xml.Linq.XDocument.Parse(await response.Content.ReadAsStringAsync(Cancel))
            .Root!.Element("Message")
            ?.Value;
    }

    /// <summary>The stored interaction.</summary>
    public async Task<Interaction> RowAsync()
    {
        var opened = await door.Services.GetRequiredService<SurveyLinks>().OpenAsync(token, Cancel);
        Assert.Equal(serviceId, opened!.Value.Key.ServiceDay.ServiceId);
        return (
            await door
                .Services.GetRequiredService<Surveys.Ledger.InteractionLedger>()
                .FindAsync(opened.Value.Key, Cancel)
        )!;
    }

    /// <summary>The stored answer to a question; null if there is none.</summary>
    public async Task<string?> StoredAsync(string question) =>
        (await RowAsync()).Survey.Answers.GetValueOrDefault(question)?.Choice;

    /// <summary>The page of a response. It fails if the HTML is not valid.</summary>
    public static async Task<IHtmlDocument> PageOf(HttpResponseMessage response)
    {
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        return new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(
            await response.Content.ReadAsStringAsync(Cancel)
        );
    }
}
