using System.Net.Http.Json;
using System.Text.Json;

namespace Surveys.Tests.Fixture;

/// <summary>Sends requests and reads JSON answers. A failed assertion shows the answer.</summary>
internal static class Json
{
    /// <summary>Gets a resource.</summary>
    public static async Task<JsonElement> GetAsync(this HttpClient client, string path, int status) =>
        await (await client.GetAsync(path, TestContext.Current.CancellationToken)).ReadAsync(status);

    /// <summary>Posts a body.</summary>
    public static async Task<JsonElement> PostAsync(this HttpClient client, string path, object body, int status) =>
        await (await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken)).ReadAsync(status);

    /// <summary>Puts a body.</summary>
    public static async Task<JsonElement> PutAsync(this HttpClient client, string path, object body, int status) =>
        await (await client.PutAsJsonAsync(path, body, TestContext.Current.CancellationToken)).ReadAsync(status);

    /// <summary>The JSON of an answer with the expected status.</summary>
    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {body}");
        return body.Length is 0 ? default : JsonElement.Parse(body);
    }

    /// <summary>A value by its path of names and positions, such as <c>items.0.csat.value</c>.</summary>
    public static JsonElement At(this JsonElement element, string path)
    {
        foreach (var name in path.Split('.'))
        {
            element =
                element.ValueKind is JsonValueKind.Array
                    ? element[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]
                    : element.GetProperty(name);
        }

        return element;
    }

    public static string? TextAt(this JsonElement element, string path) => element.At(path).ToString();

    public static double NumberAt(this JsonElement element, string path) => element.At(path).GetDouble();

    public static bool IsNullAt(this JsonElement element, string path) =>
        element.At(path).ValueKind is JsonValueKind.Null;
}
